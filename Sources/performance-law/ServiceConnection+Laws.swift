import LawService

extension ServiceConnection {
    /// The id of the law that was stored last.
    ///
    /// - Throws: if no law is stored.
    func newestLaw() throws -> String {
        guard let law = try LawReference.newest(in: get(["laws"], ["limit": "1"])) else {
            throw CommandFailure.data("there is no law yet; fit one with `performance-law fit`")
        }
        return law
    }
}
