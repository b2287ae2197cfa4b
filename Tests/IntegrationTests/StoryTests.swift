import Foundation
import JSONText
import TestSupport
import Testing

@Suite("The whole service, with curl and the real executable")
struct StoryTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    private var store: [String] { ["--store", "sqlite://\(folder.appending(path: "store.sqlite").path)"] }

    private func removeFolder() {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("after a kill and a restart, the answers are the same")
    func story() throws {
        defer { removeFolder() }
        let questions = ["/predict?layers=16&dim=64", "/optimal", "/laws", "/datasets", "/laws/ml-1m%20len%20100"]
        var answers: [String] = []
        do {
            let service = try RunningService(store)
            let client = try CurlClient(base: service.base)
            let edits = try Fixtures.example("wikipedia-edits.json")
            let measured = try client.post("/apen?name=wikipedia", type: "application/json", edits)
            #expect(measured.status == 200, "\(measured.text)")
            #expect(measured.json.number("tokens") == 157_474)
            let dPrime = try #require(measured.json.number("dPrime"))
            #expect(abs(dPrime - 961745.661322439) <= 1e-12 * dPrime)

            let csv = try Fixtures.data("published-grids/ml-1m-len100-hr10.csv")
            let fitted = try client.post("/fit?name=ml-1m%20len%20100&dataset=wikipedia", type: "text/csv", csv)
            #expect(fitted.status == 201, "\(fitted.text)")
            #expect(fitted.json.number("domain.dPrime.0") == dPrime)
            #expect(fitted.newConnections == 0, "the connection is kept alive")

            answers = try questions.map { try client.get($0).text }
            let prediction = JSONReply(Array(answers[0].utf8))
            // The published measurement at 16 layers and dim 50 or 75 is 0.317.
            let value = try #require(prediction.number("predictions.HR@10.value"))
            #expect(abs(value - 0.317) < 0.005)
            service.kill9()
        }
        let again = try RunningService(store)
        let client = try CurlClient(base: again.base)
        for (question, answer) in zip(questions, answers) {
            #expect(try client.get(question).text == answer, "\(question)")
        }
        #expect(again.terminate() == 0)
    }

    @Test("the command line reads the same store and prints the same bodies")
    func commandLine() throws {
        defer { removeFolder() }
        let grid = Fixtures.root.appending(path: "examples/ml-1m-len100-hr10.csv").path
        let service = try RunningService(store)
        let client = try CurlClient(base: service.base)
        let fitted = try Executable.run(["fit", grid, "--name", "here", "--json"] + store)
        #expect(fitted.status == 0, "\(fitted.errors)")
        // How the table was read, and the warnings about it, are no part of the law.
        let answer = try members(fitted.output).filter { !["read", "warnings"].contains($0.key) }
        let law = try members(client.get("/laws/here").text).filter { $0.key != "warnings" }
        #expect(law == answer, "a law of another process is seen at once")
        let predicted = try Executable.run(["predict", "--layers", "16", "--dim", "64", "--json"] + store)
        #expect(try client.get("/predict?layers=16&dim=64").text == predicted.output)
        let best = try Executable.run(["optimal", "--max-parameters", "200000", "--json"] + store)
        #expect(try client.get("/optimal?maxParameters=200000").text == best.output)
    }

    @Test("a SIGTERM in the moment after the start is not lost")
    func earlyStop() throws {
        for _ in 0..<5 { #expect(try RunningService(["--store", "memory:"]).terminate() == 0) }
    }

    private func members(_ text: String) throws -> [JSONObject.Member] {
        guard case .object(let object) = try JSONValue.parse(Array(text.utf8)) else {
            Issue.record("not an object: \(text)")
            return []
        }
        return object.members
    }

    @Test("follows HTTP on a real connection")
    func wire() throws {
        defer { removeFolder() }
        let service = try RunningService(store)
        let client = try CurlClient(base: service.base)
        let head = try client.send("HEAD", "/healthz")
        #expect(head.status == 200 && head.body.isEmpty && head.fields["content-length"] != "0")
        let wrong = try client.send("PUT", "/predict")
        #expect(wrong.status == 405 && wrong.fields["allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(try client.get("/nothing").fields["content-type"] == "application/problem+json; charset=utf-8")
        let chunked = try client.post(
            "/apen",
            type: "application/x-ndjson",
            Data("[1,2,1,2,3]\n".utf8),
            fields: ["Transfer-Encoding: chunked", "Expect: 100-continue"]
        )
        #expect(chunked.status == 200, "\(chunked.text)")
        let tooLarge = try client.post(
            "/fit",
            type: "application/json",
            Data(repeating: UInt8(ascii: " "), count: (16 << 20) + 1)
        )
        #expect(tooLarge.status == 413)
        #expect(try client.get("/readyz").status == 200)
    }

    @Test("beyond loopback it requires tokens or --allow-anonymous, and it checks tokens")
    func tokens() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { removeFolder() }
        let refused = try Executable.run(["serve", "--host", "0.0.0.0", "--port", "0", "--store", "memory:"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--token-file"))
        let file = folder.appending(path: "tokens")
        let made = try Executable.run(["token", "new", "--append", file.path])
        #expect(made.status == 0, "\(made.errors)")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let service = try RunningService(["--token-file", file.path, "--store", "memory:"])
        let client = try CurlClient(base: service.base)
        #expect(try client.get("/laws").status == 401)
        #expect(try client.get("/healthz").status == 200)
        #expect(try client.send("GET", "/laws", fields: ["Authorization: Bearer \(token)"]).status == 200)
    }
}
