import Foundation
import HTTPMessage
import LawService
import TestSupport
import Testing

@Suite("Bad input is refused with its place")
struct BadInputTests {
    @Test("invalid UTF-8 in a body")
    func invalidUTF8() throws {
        let client = try ServiceFixture().client
        let body = Array(#"{"sequences":[["x"#.utf8) + [0xFF] + Array(#""]]}"#.utf8)
        #expect(client.send(.post, "/apen", fields: ["Content-Type": "application/json"], body: body).status == 400)
        #expect(client.send(.post, "/fit", fields: ["Content-Type": "application/json"], body: body).status == 400)
        let csv = Array("layers,dim,HR@10\n4,25,".utf8) + [0xC3, 0x28]
        let reply = client.send(.post, "/fit", fields: ["Content-Type": "text/csv"], body: csv)
        #expect(reply.json.string("errors.0.pointer") == "line 2, column 6")
    }

    @Test("reports all faults of an input at once, the first twenty with their places")
    func allFaults() throws {
        let client = try ServiceFixture().client
        let rows = Array(repeating: #"{"layers":0,"dim":0,"HR@10":2}"#, count: 10).joined(separator: ",")
        let reply = client.post("/fit", "application/json", #"{"level":3,"form":"x","experiments":[\#(rows)]}"#)
        #expect(reply.status == 400)
        #expect(reply.json.count("errors") == 20)
        #expect(reply.json.string("detail")?.contains("32 faults") == true)
        let query = client.get("/predict?layer=4&dim=0&level=7")
        #expect(query.json.count("errors") == 4, "an unknown name, a missing parameter and two faulty values")
    }

    @Test("refuses a body with two Content-Type fields", arguments: ["/apen", "/fit"])
    func twoTypes(_ path: String) throws {
        let reply = try ServiceFixture().client.send(
            .post,
            path,
            fields: ["Content-Type": "text/csv", "Content-Type": "application/json"],
            body: Array("[[1,2,3]]".utf8)
        )
        #expect(reply.status == 400)
        #expect(reply.text.contains("Content-Type"), "\(reply.text)")
    }

    @Test("a gzip body of a fit that unpacks to more than the limit is too large", arguments: [true, false])
    func longGzip(_ isDeclared: Bool) throws {
        let client = try ServiceFixture().client
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "(echo layers,dim,HR@10; yes 4,25,0.3 | head -n 2000000) | gzip -1"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let body = Array(pipe.fileHandleForReading.readDataToEndOfFile())
        #expect(1...(1 << 20) ~= body.count)
        let fields: KeyValuePairs = isDeclared ? ["Content-Encoding": "gzip"] : ["Content-Type": "text/csv"]
        let reply = client.send(.post, "/fit", fields: fields, body: body)
        #expect(reply.status == 413)
        #expect(reply.text.contains("longer than"), "\(reply.text)")
    }
}
