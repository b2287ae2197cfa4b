import Foundation
import LawService
import TestSupport
import Testing

/// `--server` with the address of something else.
@Suite("Commands with another service")
struct ForeignServiceTests {
    static let commands: [[String]] = [
        ["apen", "-"], ["fit", "-"], ["predict", "--layers", "4", "--dim", "5"], ["optimal"],
        ["surface", "--layers", "4", "--dim", "5"], ["suggest", "--law", "a"], ["compare", "a", "b"],
        ["plot", "--law", "a", "--out", "-"], ["laws"], ["laws", "show", "a"], ["laws", "name", "a", "b"],
        ["laws", "delete", "a"], ["datasets"], ["datasets", "show", "a"], ["datasets", "name", "a", "b"],
        ["datasets", "delete", "a"], ["suggest"], ["plot", "--out", "-"],
    ]

    static let bodies = [
        "{}", "{\"next\":null}", "[]", "null", "hello", "", "{\"law\":\"law_1\",\"layers\":4}",
        "{\"laws\":1,\"datasets\":{},\"metrics\":[],\"predictions\":[1]}", "{\"laws\":[{}],\"datasets\":[null]}",
    ]

    private func isJSONOption(_ command: [String]) -> Bool {
        !["plot", "name", "delete"].contains { command.contains($0) }
    }

    @Test("an answer of something else is status 69 and prints nothing", arguments: commands)
    func foreign(_ command: [String]) throws {
        // 204 has no body, and is the answer to a deletion.
        for body in Self.bodies where !(body.isEmpty && command.contains("delete")) {
            let service = try FakeService(
                response: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            for json in isJSONOption(command) ? [[], ["--json"]] : [[]] {
                let outcome = try Executable.run(
                    command + ["--server", service.url] + json,
                    input: Data("layers,dim,HR@10\n".utf8)
                )
                #expect(outcome.status == 69, "\(command) \(json) \(body): \(outcome.errors)")
                #expect(outcome.output.isEmpty, "\(command) \(json) \(body): \(outcome.output)")
                #expect(
                    outcome.errors
                        == "performance-law: the answer is none of performance-law; is --server its address?\n",
                    "\(command) \(body)"
                )
            }
        }
    }

    @Test("an answer without a body is status 69", arguments: commands.filter { !$0.contains("delete") })
    func noContent(_ command: [String]) throws {
        let service = try FakeService(response: "HTTP/1.1 204 No Content\r\n\r\n")
        let outcome = try Executable.run(command + ["--server", service.url])
        #expect(outcome.status == 69 && outcome.output.isEmpty, "\(outcome.errors)")
    }

    @Test("a list of laws is no answer to a question")
    func emptyList() throws {
        let body = "{\"laws\":[],\"next\":null}"
        let service = try FakeService(
            response: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        for command in Self.commands where !["laws", "suggest", "plot"].contains(command[0]) {
            let outcome = try Executable.run(command + ["--server", service.url])
            #expect(outcome.status == 69 && outcome.output.isEmpty, "\(command): \(outcome.errors)")
        }
        #expect(try Executable.run(["laws", "--server", service.url]).output == "no laws are stored\n")
    }

    @Test("an answer of a later version may have further members, and leave out others")
    func laterVersion() throws {
        let body = "{\"law\":\"law_1\",\"layers\":4,\"dim\":5,\"predictions\":{\"HR@10\":{\"value\":0.25,\"new\":1}}}"
        #expect(try AnswerText.text(.prediction, Array(body.utf8)).contains("0.25"))
    }
}
