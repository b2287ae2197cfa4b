import ArgumentParser
import Foundation
import LawService

/// `--json`, and the writing of results.
struct OutputOption: ParsableArguments {
    @Flag(help: "Print exactly the HTTP answer's body instead of a table.")
    var json = false

    func write(_ answer: LocalService.Answer) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: json ? Data(answer.json) : Data(answer.text.utf8))
        } catch {
            throw CommandFailure.input("standard output cannot be written: \(error.localizedDescription)")
        }
    }
}

/// The parameters of one call by their HTTP names; options that were not given are left out.
enum Parameters {
    static func given(_ values: KeyValuePairs<String, String?>) -> [String: String] {
        var given: [String: String] = [:]
        for (name, value) in values { given[name] = value }
        return given
    }
}
