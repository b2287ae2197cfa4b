import ArgumentParser
import HTTPMessage

/// A further name for a law or a dataset.
struct NamingOptionGroup: ParsableArguments {
    @Argument(help: "The new name.")
    var name: String

    @Flag(help: "Move the name if another one has it.")
    var replaceName = false

    /// - Parameter kind: `laws` or `datasets`.
    func give(to reference: String, of kind: String, _ service: ServiceOption) throws {
        let parameters = Parameters.given(["name": name, "replaceName": replaceName ? "true" : nil])
        try service.use { service in _ = try service.send(.post, [kind, reference, "names"], parameters) }
        StandardError.write("named\n")
    }
}
