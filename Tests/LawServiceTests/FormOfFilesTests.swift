import Foundation
import HTTPMessage
import TestSupport
import Testing

@testable import LawService

@Suite("Several files in one form")
struct FormOfFilesTests {
    private static func form(_ files: [(name: String, content: String)]) -> [UInt8] {
        let parts = files.map {
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\($0.name)\"\r\n\r\n\($0.content)\r\n"
        }
        return Array((parts.joined() + "--b--\r\n").utf8)
    }

    private static let fields: KeyValuePairs<String, String> = ["Content-Type": "multipart/form-data; boundary=b"]

    @Test("are one dataset, each file with a plan of its own")
    func dataset() throws {
        let client = try ServiceFixture().client
        let files = [
            (name: "a.csv", content: "user,item\n1,7\n1,8\n1,7\n"),
            (name: "b.json", content: "[{\"user\":2,\"item\":7},{\"user\":2,\"item\":9}]"),
            (name: "c.txt", content: "2 7\n3 1"),
        ]
        let several = client.send(.post, "/apen", fields: Self.fields, body: Self.form(files))
        let one = client.post("/apen", "text/csv", "user,item\n1,7\n1,8\n1,7\n2,7\n2,9\n2,7\n3,1\n")
        #expect(several.status == 200 && one.status == 200, "\(several.text)")
        #expect(several.json.string("dataset") == one.json.string("dataset"))
        #expect(several.json.count("files") == 3)
        #expect(several.json.string("files.1.format") == "json")
        #expect(
            client.send(.post, "/fit", fields: Self.fields, body: Self.form(files)).status == 400,
            "a grid is one file"
        )
    }

    @Test("the place of a fault names its file")
    func faults() throws {
        let files = [(name: "a;1.csv", content: "user,item\n1,7\n"), (name: "b.csv", content: "user,item\n1,\n")]
        let reply = try ServiceFixture().client.send(.post, "/apen", fields: Self.fields, body: Self.form(files))
        #expect(reply.status == 400)
        #expect(reply.json.string("errors.0.pointer") == "b.csv, line 2, column 3", "\(reply.text)")
        let first = try ServiceFixture().client.send(
            .post,
            "/apen",
            fields: Self.fields,
            body: Self.form([(name: "a;1.csv", content: "user,item\n,7\n"), files[0]])
        )
        #expect(first.json.string("errors.0.pointer")?.hasPrefix("a;1.csv, line 2") == true, "\(first.text)")
    }

    @Test("more than a hundred files are refused")
    func limits() throws {
        let files = (0...100).map { (name: "\($0)", content: "\($0) 1\n\($0) 2\n") }
        let client = try ServiceFixture().client
        #expect(client.send(.post, "/apen", fields: Self.fields, body: Self.form(files.dropLast())).status == 200)
        let refused = client.send(.post, "/apen", fields: Self.fields, body: Self.form(files))
        #expect(refused.status == 400 && refused.text.contains("more than 100 files"), "\(refused.text)")
    }

    @Test("all files together have one limit of text")
    func text() throws {
        let client = try ServiceFixture { $0.datasetBodyBytes = 100_000 }.client
        let file = GzipText.compressed("1 7\n1 8\n", bytes: 60_000)
        func body(_ count: Int) -> [UInt8] {
            let head = Array("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gz\"\r\n\r\n".utf8)
            return (0..<count).flatMap { _ in head + file + Array("\r\n".utf8) } + Array("--b--\r\n".utf8)
        }
        #expect(client.send(.post, "/apen?measures=", fields: Self.fields, body: body(1)).status == 200)
        #expect(client.send(.post, "/apen?measures=", fields: Self.fields, body: body(2)).status == 413)
    }

    @Test("a field of the form is refused, because it would not be used")
    func formField() throws {
        let field = "--b\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\n3\r\n"
        let body =
            Array(field.utf8)
            + Self.form([(name: "a", content: "1 7\n1 8\n1 7\n"), (name: "b", content: "2 7\n2 8\n")])
        let reply = try ServiceFixture().client.send(.post, "/apen", fields: Self.fields, body: body)
        #expect(reply.status == 400 && reply.text.contains("?m"), "\(reply.text)")
    }
}
