import Foundation
import ResourceMetering
import TestSupport
import Testing

@testable import LawService

@Suite("JSON writer")
struct JSONWriterTests {
    @Test(
        "writes numbers as Foundation's encoder does",
        arguments: [
            0, -0.0, 1, -1, 0.1, 0.3168, 1e-5, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e15, 1e16,
            123_456_789.125, 2.5e-300,
            961745.661322439,
        ] as [Double]
    )
    func numbers(_ value: Double) throws {
        var writer = JSONWriter()
        writer.number(value)
        let bytes = try writer.bytes
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        )
    }

    @Test(
        "writes strings as Foundation's encoder does",
        arguments: ["", "HR@10", "a\"b\\c", "\u{8}\t\n\u{C}\r\u{1}\u{1F}", "größer 😀", "/"]
    )
    func strings(_ text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var writer = JSONWriter()
        writer.string(text)
        let bytes = try writer.bytes
        #expect(
            String(decoding: bytes, as: UTF8.self) == String(decoding: try encoder.encode(text), as: UTF8.self)
        )
    }

    @Test(
        "a number that is not finite is a problem for the client, not the end of the process",
        arguments: [Double.nan, .infinity, -.infinity]
    )
    func unwritable(_ value: Double) throws {
        var writer = JSONWriter()
        writer.object { members in
            members.key("a")
            members.number(value)
        }
        do {
            let bytes = try writer.bytes
            Issue.record("\(String(decoding: bytes, as: UTF8.self))")
        } catch {
            #expect(error.code == .unsatisfiable)
        }
    }

    @Test("pieces are joined to one array, by any number of threads", arguments: [0, 1, 2, 40], [1, 3])
    func pieces(_ count: Int, _ threads: Int) throws {
        let pieces = try (0..<count).map { number in
            var piece = JSONWriter()
            // Some pieces have more bytes than the writer expects.
            piece.elements([String](repeating: "n\(number)", count: number == 3 ? 5_000 : number % 4 + 1)) {
                $1.string($0)
            }
            return try piece.piece()
        }
        var writer = JSONWriter()
        writer.object { members in
            members.key("before")
            members.integer(1)
            members.key("pieces")
            members.array(of: pieces)
            members.key("after")
            members.null()
        }
        let bytes = try writer.bytes(ThreadPool(threads: threads))
        let elements = (0..<count).flatMap { number in
            [String](repeating: "\"n\(number)\"", count: number == 3 ? 5_000 : number % 4 + 1)
        }
        let expected = #"{"before":1,"pieces":["# + elements.joined(separator: ",") + #"],"after":null}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(try writer.bytes == bytes)
    }

    /// Values of an unbounded metric may have any size. What follows from them must have an answer, and the service must live.
    @Test(
        "metrics of any size are fitted and asked, or refused with a remedy",
        arguments: [1e-300, 1e-200, 1, 1e30, 1e60, 1e140, 1e155, 1e300, 1e308]
    )
    func largeValues(_ unit: Double) throws {
        let client = try ServiceFixture().client
        var table = "layers,dim,loss\n"
        for layers in [1, 2, 4, 8] {
            for dim in [8, 16, 32, 64] {
                let share = 0.3 + 0.5 / Double(layers) + 2 / Double(dim) + Double((layers * 7 + dim) % 5) / 100
                table += "\(layers),\(dim),\(unit * share)\n"
            }
        }
        let fit = client.post("/fit?name=large&goals=loss:minimise", "text/csv", table)
        #expect(fit.status == 201 || fit.status == 422, "\(fit.text)")
        if fit.status == 422 {
            #expect(fit.text.contains("divide the values of the metric by a power of ten if they are large"))
            #expect(client.get("/laws").json.number("laws.0.experiments") == nil, "nothing is stored")
            return
        }
        let far = "layers=1000000000&dim=1000000000"
        let wide = "layers=1..1000000000:100000000&dim=1..1000000000:100000000"
        var replies = [
            "/predict?\(far)", "/predict?\(far)&level=0.999999", "/surface?\(wide)", "/optimal",
            "/optimal?\(wide)&beyond=true",
            "/laws/large/suggestions", "/laws/large/plot", "/laws",
        ].map { (target: $0, reply: client.get($0)) }
        let batch = #"{"law":"large","configurations":[{"layers":1000000000,"dim":1000000000}]}"#
        replies.append(("POST /predict", client.post("/predict", "application/json", batch)))
        for (target, reply) in replies {
            #expect(reply.status == 200 || reply.status == 422, "\(target): \(reply.text)")
            #expect(
                reply.status == 200 || target.contains("/surface") || target.contains("/predict")
                    || target.contains("1..1000000000"),
                "\(target): \(reply.text)"
            )
        }
    }

    @Test("nests objects and arrays with commas where they belong")
    func nesting() throws {
        var writer = JSONWriter()
        writer.object { outer in
            outer.key("a")
            outer.array([1, 2]) { value, element in element.integer(value) }
            outer.key("b")
            outer.object { _ in }
            outer.key("c")
            outer.object { inner in
                inner.key("d")
                inner.null()
                inner.key("e")
                inner.bool(true)
            }
            outer.key("f")
            outer.array([] as [Int]) { _, _ in }
        }
        let bytes = try writer.bytes
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":[1,2],"b":{},"c":{"d":null,"e":true},"f":[]}"#)
    }
}
