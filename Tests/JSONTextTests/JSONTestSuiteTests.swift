import Foundation
import JSONText
import Testing

/// Every document of the public JSONTestSuite, in `Fixtures/json-test-suite`.
@Suite("JSONTestSuite")
struct JSONTestSuiteTests {
    struct Document: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]

        var testDescription: String { name }
    }

    static let documents: [Document] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/json-test-suite").standardizedFileURL
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).map { Document(name: name, bytes: Array($0)) }
        }
    }()

    @Test("all documents are there")
    func count() {
        #expect(Self.documents.count == 318)
    }

    @Test("accepts y_, refuses n_, and never fails to decide i_, whole and byte by byte", arguments: documents)
    func verdict(_ document: Document) {
        let whole = TokenRecorder.read(document.bytes, cuts: [])
        switch document.name.first {
        case "y": #expect(whole.error == nil)
        case "n": #expect(whole.error != nil)
        default: break
        }
        #expect(TokenRecorder.read(document.bytes, cuts: Array(document.bytes.indices)) == whole)
    }

    @Test("a cut anywhere changes neither tokens nor faults", arguments: documents.filter { $0.bytes.count < 2_000 })
    func cuts(_ document: Document) {
        let whole = TokenRecorder.read(document.bytes, cuts: [])
        for cut in 0...document.bytes.count {
            #expect(TokenRecorder.read(document.bytes, cuts: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test(
        "the tree refuses duplicate keys and nothing else of y_",
        arguments: documents.filter { $0.name.hasPrefix("y_") }
    )
    func tree(_ document: Document) throws {
        if document.name.hasPrefix("y_object_duplicated_key") {
            let faults = #expect(throws: JSONFaults.self) { try JSONValue.parse(document.bytes) }
            guard case .content(let listed, 1) = try #require(faults) else {
                Issue.record("expected one fault of content: \(String(describing: faults))")
                return
            }
            #expect(listed.map(\.reason) == [.duplicateKey])
        } else {
            _ = try JSONValue.parse(document.bytes)
        }
    }
}
