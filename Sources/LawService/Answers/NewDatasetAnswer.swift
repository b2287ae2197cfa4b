/// On how many datasets a law rests, for an answer about another dataset.
struct NewDatasetAnswer: Encodable, Sendable {
    let datasets: Int

    func write(_ members: inout JSONWriter) {
        members.key("datasets")
        members.integer(datasets)
    }
}
