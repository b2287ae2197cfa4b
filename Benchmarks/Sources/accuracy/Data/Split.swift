/// What is fitted, and what is predicted from the fit.
struct Split: Sendable {
    let name: String
    let train: [Measurement]
    let test: [Measurement]
    /// The standard deviation of all values, in which widths are given.
    let deviation: Double

    init(_ name: String, train: [Measurement], test: [Measurement]) {
        self.name = name
        self.train = train
        self.test = test
        deviation = (train + test).map(\.value).deviation
    }

    init(_ name: String, _ all: [Measurement], testing isTest: (Measurement) -> Bool) {
        self.init(name, train: all.filter { !isTest($0) }, test: all.filter(isTest))
    }
}

extension [Measurement] {
    /// The largest level of an axis from the rest.
    func largest(_ axis: KeyPath<Place, Double>, _ name: String) -> Split {
        let most = map { $0.place[keyPath: axis] }.max()
        return Split(name, self) { $0.place[keyPath: axis] == most }
    }

    /// Each level of an axis from the rest.
    func levels(_ axis: KeyPath<Place, Double>, _ name: String) -> [Split] {
        Set(map { $0.place[keyPath: axis] }).sorted().map { level in
            Split("\(name), \(level)", self) { $0.place[keyPath: axis] == level }
        }
    }

    /// Each configuration from the rest.
    func single(_ name: String) -> [Split] {
        indices.map { left in
            Split("\(name), row \(left)", train: Array(self[..<left] + self[(left + 1)...]), test: [self[left]])
        }
    }
}
