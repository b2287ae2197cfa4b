import Foundation
import TestSupport
import Testing

@testable import LawService

@Suite("Figures as SVG")
struct SVGFigureTests {
    @Test("the contour of a cone is a circle of its level")
    func contours() {
        let axis = stride(from: -2.0, through: 2, by: 0.1).map { $0 }
        let value = axis.map { y in axis.map { x in (x * x + y * y).squareRoot() } }
        let lines = Contours.joined(Contours.segments(axis, axis, value, level: 1))
        #expect(lines.count == 1)
        for point in lines.joined() { #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 0.01) }
        // It is closed, and its length is 2π.
        let line = lines[0]
        let length = zip(line, line.dropFirst()).reduce(0) { $0 + hypot($1.0.x - $1.1.x, $1.0.y - $1.1.y) }
        #expect(abs(length - 2 * .pi) < 0.02)
        #expect(Contours.segments(axis, axis, value, level: 5).isEmpty)
    }

    @Test("a saddle has two lines that do not meet")
    func saddle() {
        let segments = Contours.segments([0, 1], [0, 1], [[1, 0], [0, 1]], level: 0.4)
        #expect(segments.count == 2)
        #expect(Contours.joined(segments).count == 2)
    }

    @Test(
        "every text becomes well-formed XML",
        .enabled(if: ChildProcess.tool("python3") != nil),
        arguments: ["<&\"'>]]>", "\u{1}\u{FFFE}\t\n", "漢 ü 👩‍👩‍👧", "--><!--"]
    )
    func escapes(_ text: String) throws {
        var document = SVGDocument(width: 10, height: 10, title: text, description: text)
        document.text(text, x: 1, y: 1)
        document.circle(text, (1, 1), radius: 1, title: text)
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { _ = try? FileManager.default.removeItem(at: file) }
        try Data(document.text.utf8).write(to: file)
        let program = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])"
        #expect(ChildProcess.run("python3", ["-c", program, file.path]), "\(document.text)")
    }

    @Test("a frontier of sizes beyond any integer is drawn")
    func largeFrontier() throws {
        let text = try ServiceFixture.withLaw().client.get("/optimal").text
        var exponent = 17
        let answer = text.replacing(/"parameters":[0-9.]+/) { _ in
            exponent += 1
            return "\"parameters\":1e\(exponent)"
        }
        let figure = try FrontierFigure(title: nil, optimal: Array(answer.utf8))
        try #require(figure.points.count > 1)
        #expect(try #require(SVGFigure.frontier(figure)).contains("e+"))
    }

    @Test("numbers are short, and those that are none cannot break the document")
    func numbers() {
        #expect(
            [0, 1, -1.5, 2.345, 1e9, .nan, .infinity].map(SVGDocument.number) == [
                "0", "1", "-1.5", "2.35", "1000000", "0", "0",
            ]
        )
    }
}
