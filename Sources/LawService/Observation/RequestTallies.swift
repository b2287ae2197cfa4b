import Synchronization

/// Counts requests by their kinds, and the times of each route.
///
/// Every request is counted twice and logged. A hash table for each of the three would cost more than the rest of the accounting, so a route's
/// number is the place of its counts, and a route has few kinds.
final class RequestTallies: Sendable {
    /// The requests of one kind. Every member has few values, whatever clients send.
    struct Kind: Equatable, Comparable {
        let route: RouteName
        let method: String
        /// 0 for a request that was cut off without an answer.
        let status: Int

        static func < (left: Kind, right: Kind) -> Bool {
            (left.route, left.method, left.status) < (right.route, right.method, right.status)
        }
    }

    private struct KindCount {
        let kind: Kind
        let number: Int
        var count: Int
    }

    private struct Route {
        var kinds: [KindCount] = []
        var times: TimeHistogram

        /// Counts a request of a kind that occurred before.
        ///
        /// - Returns: the kind's number; `nil` for a new kind.
        mutating func add(_ kind: Kind) -> Int? {
            // A span reads one member in its place. The array's subscript copies the whole element first, and its texts with it.
            var kinds = kinds.mutableSpan
            for index in kinds.indices
            where kinds[index].kind.status == kind.status && kinds[index].kind.method == kind.method {
                kinds[index].count &+= 1
                return kinds[index].number
            }
            return nil
        }
    }

    /// The upper bounds of all buckets but the last, in seconds.
    let bounds: [Double]
    private let durations: [Duration]
    private let state = Mutex((routes: [Route](), kinds: 0))

    /// - Parameter bounds: growing.
    init(bounds: [Double]) {
        self.bounds = bounds
        durations = bounds.map { .seconds($0) }
    }

    /// Counts a request.
    ///
    /// - Returns: the number of the kind: 0, 1, 2 and so on, in the order in which they first occurred.
    @discardableResult
    func add(_ kind: Kind, _ duration: Duration) -> Int {
        let bucket = durations.firstIndex { duration <= $0 } ?? durations.count
        return state.withLock { state in
            let place = kind.route.number
            while state.routes.count <= place {
                state.routes.append(Route(times: TimeHistogram(buckets: durations.count + 1)))
            }
            state.routes[place].times.add(duration, bucket)
            if let number = state.routes[place].add(kind) { return number }
            let number = state.kinds
            state.kinds += 1
            state.routes[place].kinds.append(KindCount(kind: kind, number: number, count: 1))
            return number
        }
    }

    /// The kinds that were counted, in order.
    var counts: [(kind: Kind, count: Int)] {
        state.withLock { state in state.routes.flatMap { $0.kinds.map { ($0.kind, $0.count) } } }.sorted {
            $0.kind < $1.kind
        }
    }

    /// The times of the routes that were counted, in order.
    var times: [(route: RouteName, times: TimeHistogram)] {
        state.withLock { state in
            state.routes.compactMap { route in route.kinds.first.map { ($0.kind.route, route.times) } }
        }
        .sorted { $0.0 < $1.0 }
    }
}

/// How often a time was at most the bound of each bucket, not counting the times of smaller buckets.
struct TimeHistogram: Sendable {
    private(set) var counts: [Int]
    private(set) var sum = Duration.zero

    init(buckets: Int) {
        counts = Array(repeating: 0, count: buckets)
    }

    mutating func add(_ duration: Duration, _ bucket: Int) {
        counts[bucket] += 1
        sum += duration
    }
}
