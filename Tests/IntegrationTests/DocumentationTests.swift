import Foundation
import TestSupport
import Testing

/// Runs the `console` blocks of the documents and compares what they print.
///
/// `WRITE_DOCS=1 swift test --filter Documentation` writes what they print into the documents instead.
@Suite(
    "Documentation",
    .enabled(if: ChildProcess.tool("curl") != nil && ChildProcess.tool("jq") != nil, "curl or jq is not installed")
)
struct DocumentationTests {
    /// The README and the pages of `docs` that have commands to run.
    static let documents = ["README.md"] + pages

    private static var pages: [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: Fixtures.root.appending(path: "docs").path)
                .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
        } catch {
            return []
        }
    }

    @Test("every command prints what the document says", arguments: documents)
    func commands(_ name: String) throws {
        let file = Fixtures.root.appending(path: name)
        var document = ConsoleDocument(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        guard document.hasCommands else { return }
        if document.needsPackages, !Script.hasPackages("python") {
            try Test.cancel("the Python packages for the tests could not be installed")
        }
        let playground = try Playground()
        defer { playground.remove() }
        let isWriting = ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil
        try document.run { command in
            try playground.run(command)
        } compare: { command, expected, printed in
            if !isWriting {
                #expect(ConsoleDocument.matches(printed, expected), "\(name): $ \(command)\nprints\n\(printed)")
            }
        }
        if isWriting { try Data(document.text.utf8).write(to: file) }
    }

    @Test("links between documents lead somewhere", arguments: documents)
    func links(_ name: String) throws {
        let file = Fixtures.root.appending(path: name)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        // Pictures are made elsewhere, so only texts are followed.
        for link in text.matches(of: /(?:^|[^!])\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)/).map({ String($0.1) })
        where !link.contains("://") {
            let target = file.deletingLastPathComponent().appending(path: link)
            #expect(FileManager.default.fileExists(atPath: target.path), "\(name): \(link)")
        }
    }
}
