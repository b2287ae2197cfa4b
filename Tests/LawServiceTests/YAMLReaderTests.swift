import Foundation
import TestSupport
import Testing

@testable import LawService

@Suite("YAML of openapi.yaml")
struct YAMLReaderTests {
    private func entry(_ key: String, _ value: YAMLValue) -> YAMLValue.Entry { YAMLValue.Entry(key: key, value: value) }

    @Test("reads blocks, brackets, quotes, texts and comments")
    func forms() throws {
        let text = """
            # A comment.
            a: 1
            'b c': "x\\ny\\u00E9\\U0001F600" # another
            list:
            - one
            - k: v
              l: {m: [1, 'it''s'], n: {}}
            deeper:
              - [a, b]
            text: |
              first
                second

              third
            folded: >-
              one
              two
            empty:
            last: 'a # b'
            """
        let expected: YAMLValue = .map([
            entry("a", .plain("1")), entry("b c", .text("x\nyé😀")),
            entry(
                "list",
                .list([
                    .plain("one"),
                    .map([
                        entry("k", .plain("v")),
                        entry("l", .map([entry("m", .list([.plain("1"), .text("it's")])), entry("n", .map([]))])),
                    ]),
                ])
            ),
            entry("deeper", .list([.list([.plain("a"), .plain("b")])])),
            entry("text", .text("first\n  second\n\nthird\n")), entry("folded", .text("one two")),
            entry("empty", .plain("")), entry("last", .text("a # b")),
        ])
        #expect(try YAMLReader.read(text) == expected)
    }

    @Test(
        "what it does not know is a fault with its line",
        arguments: [
            ("a: 1\na: 2", 2), ("a: {b: 1", 1), ("a: [1 2", 1), ("a: 'x", 1), ("a: 'x' y", 1), ("a: |+\n  x", 1),
            ("  a: 1\nb: 2", 2), ("a: \"\\q\"", 1), ("a: \"\\u12\"", 1), ("a: \"\\UFFFFFFFF\"", 1),
        ]
    )
    func faults(_ row: (text: String, line: Int)) {
        #expect(throws: YAMLReader.Fault.self) {
            do throws(YAMLReader.Fault) {
                _ = try YAMLReader.read(row.text)
            } catch {
                #expect(error.line == row.line, "\(error)")
                throw error
            }
        }
    }

    @Test(
        "reads openapi.yaml as PyYAML does",
        .enabled(if: ChildProcess.run("python3", ["-c", "import yaml"]), "PyYAML is not installed")
    )
    func peer() throws {
        // Every leaf as its path and its text. PyYAML's base loader resolves no types.
        let program = """
            import yaml, sys
            def leaves(value, path):
                if isinstance(value, dict):
                    for key, member in value.items(): yield from leaves(member, path + '/' + key)
                elif isinstance(value, list):
                    for index, member in enumerate(value): yield from leaves(member, path + '/' + str(index))
                else: yield path + '=' + value.replace('\\n', '|')
            document = yaml.load(open(sys.argv[1], encoding='utf-8'), Loader=yaml.BaseLoader)
            sys.stdout.reconfigure(encoding='utf-8')
            print('\\n'.join(leaves(document, '')))
            """
        let path = Fixtures.root.appending(path: "openapi.yaml").path
        let python = try #require(ChildProcess.tool("python3"))
        let peer = try ChildProcess(python, ["-c", program, path]).finish()
        #expect(peer.status == 0, "\(peer.errors)")
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let ours = Self.leaves(try YAMLReader.read(text), "")
        let theirs = peer.output.split(separator: "\n").map(String.init)
        #expect(ours.count == theirs.count)
        for (our, their) in zip(ours, theirs) where our != their {
            Issue.record("\(our) is read by PyYAML as \(their)")
            break
        }
    }

    private static func leaves(_ value: YAMLValue, _ path: String) -> [String] {
        switch value {
        case .map(let entries): entries.flatMap { leaves($0.value, "\(path)/\($0.key)") }
        case .list(let elements): elements.enumerated().flatMap { leaves($1, "\(path)/\($0)") }
        case .text(let text), .plain(let text): ["\(path)=\(text.replacing("\n", with: "|"))"]
        }
    }
}
