import Foundation
import PredictionStore

// A process that uses a store, for tests that trace, kill or multiply processes.
//
//     StoreExerciser write LOCATION COUNT PREFIX   stores documents and prints the id of each once it is acknowledged
//     StoreExerciser verify LOCATION               reads ids on standard input and prints those that are lost or damaged

func document(_ id: String) -> DocumentDraft {
    DocumentDraft(
        id: id,
        kind: .law,
        createdAt: Date(timeIntervalSince1970: 1_790_000_000),
        content: Data(#"{"of":"\#(id)","values":[\#((0..<500).map(String.init).joined(separator: ","))]}"#.utf8),
        summary: Data(#"{"of":"\#(id)"}"#.utf8),
        modelVersion: 1
    )
}

/// Prints a line by one system call, so that nothing waits in a buffer.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}

func run(_ arguments: [String]) throws {
    guard arguments.count >= 3 else {
        throw StoreError.unavailable(reason: "usage: StoreExerciser write LOCATION COUNT PREFIX | verify LOCATION")
    }
    let store = try StoreLocation(parsing: arguments[2]).open()
    switch arguments[1] {
    case "write":
        let count = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        let prefix = arguments.count > 4 ? arguments[4] : "law_"
        for number in 0..<count {
            let draft = document("\(prefix)\(number)")
            _ = try store.save(draft, name: "name of \(draft.id)", replaceName: false)
            say(draft.id)
        }
    default:
        while let id = readLine() {
            do {
                let found = try store.document(.law, "name of \(id)")
                if found?.content != document(id).content { say(id) }
            } catch {
                say(id)
            }
        }
    }
    try store.close()
}

do {
    try run(CommandLine.arguments)
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(69)
}
