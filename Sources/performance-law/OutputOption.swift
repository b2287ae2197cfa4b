import ArgumentParser
import Foundation
import LawService

/// `--json`, and the output of results.
struct OutputOption: ParsableArguments {
    @Flag(help: "Print exactly the body of the HTTP answer instead of a table.")
    var json = false

    func write(_ answer: LocalService.Answer) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: json ? Data(answer.json) : Data(answer.text.utf8))
        } catch {
            throw CommandFailure.input("standard output cannot be written: \(error.localizedDescription)")
        }
    }
}

/// The parameters of one call by their HTTP names, without options that were not given.
enum Parameters {
    static func given(_ values: KeyValuePairs<String, String?>) -> [String: String] {
        var given: [String: String] = [:]
        for (name, value) in values { given[name] = value }
        return given
    }
}
