import Foundation
import TestSupport
import Testing

/// The tool that notebooks and scripts draw with, in the environment in which `make setup` makes the bundle.
private let python = Fixtures.root.appending(path: ".build/vega-tools/bin/python").path

@Suite(
    "Plots are drawn",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "vl-convert is not installed")
)
struct PlotDrawingTests {
    private static let script = """
        import json, sys, vl_convert
        specification = json.load(sys.stdin)
        kind = 'vegalite' if 'vega-lite' in specification['$schema'] else 'vega'
        svg = getattr(vl_convert, kind + '_to_svg')(specification)
        png = getattr(vl_convert, kind + '_to_png')(specification)
        assert png.startswith(b'\\x89PNG')
        print(svg)
        """

    private func svg(_ specification: [UInt8]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "plot.json")
        try Data(specification).write(to: file)
        let outcome = try ChildProcess(python, ["-c", Self.script], input: try FileHandle(forReadingFrom: file))
            .finish()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test("every view of laws and datasets makes an SVG and a PNG with its marks")
    func everyView() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        _ = try client.post("/fit?name=ml", type: "text/csv", try Fixtures.example("ml-1m-len100-hr10.csv"))
        _ = try client.post("/apen?name=log", type: "application/json", try Fixtures.example("wikipedia-edits.json"))
        // The least numbers of points, lines and areas that each picture must have.
        let views: [(target: String, marks: [String: Int])] = [
            (
                "/laws/ml/plot?view=surface",
                ["mark-path": 1, "mark-rule": 1, "mark-area": 1, "mark-symbol": 2, "mark-text": 1]
            ),
            ("/laws/ml/plot?view=layers", ["mark-area": 1, "mark-line": 2, "mark-symbol": 1]),
            ("/laws/ml/plot?view=dim", ["mark-area": 1, "mark-line": 2, "mark-symbol": 1]),
            ("/laws/ml/plot?view=residuals", ["mark-rule": 2, "mark-symbol": 1]),
            ("/laws/ml/plot?view=frontier", ["mark-line": 1, "mark-symbol": 1]),
            ("/datasets/log/plot?view=lengths", ["mark-rect": 1, "mark-rule": 1]),
            ("/datasets/log/plot?view=apEn", ["mark-rect": 1, "mark-rule": 1]),
        ]
        for (target, marks) in views {
            let reply = try client.get(target)
            #expect(reply.status == 200, "\(target): \(reply.text.prefix(200))")
            let picture = try svg(reply.body)
            for (mark, least) in marks {
                #expect(
                    picture.components(separatedBy: "class=\"\(mark) role-mark").count > least,
                    "\(mark) of \(target)"
                )
            }
            #expect(!picture.contains("NaN"), "\(target)")
        }
    }
}
