import Testing

@testable import LawService

@Suite("Figures in a terminal")
struct TerminalFigureTests {
    private static let plain = TerminalStyle(width: 60, hasColors: false)

    @Test("a dot of the canvas is the dot of the braille pattern")
    func dots() {
        // Unicode 15, chapter 21: dots 1 2 3 7 are the left column, 4 5 6 8 the right one; dot n is bit n − 1.
        let patterns: [(x: Int, y: Int, character: Character)] = [
            (0, 0, "⠁"), (0, 1, "⠂"), (0, 2, "⠄"), (0, 3, "⡀"), (1, 0, "⠈"), (1, 1, "⠐"), (1, 2, "⠠"), (1, 3, "⢀"),
        ]
        for pattern in patterns {
            var canvas = BrailleCanvas(columns: 2, rows: 2)
            canvas.dot(pattern.x + 2, pattern.y + 4)
            #expect(canvas.lines(Self.plain) == ["  ", " \(pattern.character)"])
        }
    }

    @Test("what lies outside the canvas is not drawn, and does not trap")
    func outside() {
        var canvas = BrailleCanvas(columns: 2, rows: 1)
        for place in [-1, 4, Int.max, Int.min] {
            canvas.dot(place, 0)
            canvas.dot(0, place)
            canvas.symbol("x", .point, place, place)
        }
        canvas.shade(column: 9, from: 0, to: 3)
        canvas.shade(column: 0, from: 5, to: 9)
        canvas.shade(column: 0, from: -9, to: -1)
        #expect(canvas.lines(Self.plain) == ["  "])
        canvas.shade(column: 0, from: -9, to: 99)
        canvas.symbol("x", .point, 2, 0)
        #expect(canvas.lines(Self.plain) == ["░x"])
        #expect(canvas.lines(TerminalStyle(width: 60, hasColors: true)) == ["\u{1B}[90m░\u{1B}[0m\u{1B}[33mx\u{1B}[0m"])
    }

    @Test(
        "the width of a text is that of a terminal",
        arguments: [("", 0), ("abc", 3), ("ü", 1), ("u\u{308}", 1), ("漢字", 4), ("한", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("D′", 2)]
    )
    func widths(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
        #expect(DisplayWidth.of(DisplayWidth.pad(text, to: 9)) == 9)
        #expect(DisplayWidth.of(DisplayWidth.cut(text, to: 2)) <= 2)
    }

    @Test("columns of a table line up under wide characters")
    func table() {
        var table = TextTable()
        table.isText = true
        table.add(["漢字", "a"])
        table.add(["xyz", "b"])
        #expect(table.lines() == ["漢字  a", "xyz   b"])
    }

    @Test("ticks are round numbers within the range")
    func ticks() {
        #expect(
            Ticks.linear(0.101...0.124, count: 5) == [0.105, 0.11, 0.115, 0.12].map { ($0 * 1_000).rounded() / 1_000 }
        )
        #expect(Ticks.texts([-0.5, 0, 0.5]) == ["−0.5", "0.0", "0.5"])
        #expect(Ticks.logarithmic(3...45, count: 8) == [4, 8, 16, 32])
        #expect(Ticks.logarithmic(16_000...300_000, count: 8) == [20_000, 50_000, 100_000, 200_000])
        #expect(Ticks.linear(1...1, count: 5).isEmpty)
        #expect(Ticks.linear(0...Double.infinity, count: 5).isEmpty)
        #expect(["4", "25", "1k", "16.4k", "1M", "2.5G"] == [4, 25, 1_000, 16_384, 1e6, 2.5e9].map(Ticks.short))
    }

    private static func fetch(_ metric: String, _ name: String) -> Fetch {
        { path, query in
            let metric = #""\#(metric)""#
            switch path {
            case ["laws", "x"]:
                return Array(
                    """
                    {"law":"law_1","name":"\(name)","domain":{"layers":[2,8],"dim":[16,64],"dPrime":null},
                    "experiments":4,"metrics":{\(metric):{"form":"blend","candidates":[],
                    "optimum":{"layers":4,"dim":30,"value":0.2}}}}
                    """.utf8
                )
            case ["laws", "law_1", "experiments"]:
                return Array(
                    """
                    {"law":"law_1","experiments":[{"layers":2,"dim":16,\(metric):0.1},{"layers":8,"dim":32,\(metric):0.2},
                    {"layers":4,"dim":32},{"layers":8,"dim":64,\(metric):0.15}]}
                    """.utf8
                )
            case ["surface"]:
                #expect(query["dim"] == "32")
                let layers = (query["layers"] ?? "").split(separator: ",").compactMap { Double($0) }
                let rows = layers.map { "[\(0.1 + 0.01 * $0)]" }.joined(separator: ",")
                return Array(
                    """
                    {"law":"law_1","metric":\(metric),"dPrime":null,"level":0.95,"layers":[],"dim":[32],
                    "value":[\(rows)],"low":[\(rows)],"high":[\(rows)]}
                    """.utf8
                )
            default:
                Issue.record("\(path)")
                return []
            }
        }
    }

    @Test("a cut shows the points measured at the dim nearest to the optimum, and the mark")
    func cut() throws {
        let lines = try TerminalFigure.cut(FigureSubject(law: "x"), layers: 4, Self.plain, Self.fetch("HR@10", "n"))
        let picture = lines.joined(separator: "\n")
        #expect(lines[1] == "HR@10 by layers at dim 32")
        // One point in the picture, and one in the legend.
        #expect(picture.count { $0 == "●" } == 2 && picture.count { $0 == "◆" } == 2, "\(picture)")
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 60 && !$0.contains("\u{1B}") })
    }

    @Test("a name with control or wide characters breaks neither the lines nor the terminal")
    func hostile() throws {
        let name = #"\u001b[2J\u0007漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢"#
        let lines = try TerminalFigure.cut(FigureSubject(law: "x"), Self.plain, Self.fetch(name, name))
        #expect(!lines.joined().contains { ["\u{1B}", "\u{7}"].contains($0) })
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 60 })
    }

    /// The least that a reader needs.
    static let least: [(kind: AnswerKind, answer: String)] = [
        (.dataset, #"{"dataset":"ds_1","users":1,"items":1,"tokens":1,"measures":{}}"#),
        (.datasetList, #"{"datasets":[{"dataset":"ds_1"}]}"#), (.lawList, #"{"laws":[{"law":"law_1"}]}"#),
        (.law, #"{"law":"law_1","experiments":1,"metrics":{"a":{"form":"blend","optimum":{},"candidates":[{}]}}}"#),
        (.prediction, #"{"law":"law_1","layers":1,"dim":1,"predictions":{"a":{"value":1}}}"#),
        (
            .optimum,
            #"""
            {"law":"law_1","metric":"a","best":{"layers":1,"dim":1,"value":1},"cheapest":{"layers":1,"dim":1,"value":1},
            "frontier":[{}]}
            """#
        ), (.surface, #"{"law":"law_1","metric":"a","layers":[1,null],"dim":[{}],"value":[[],1]}"#),
        (.suggestions, #"{"law":"law_1","metric":"a","suggestions":[{"layers":1,"dim":1}]}"#),
        (.comparison, #"{"metric":"a","laws":[{"law":"law_1","optimum":{}}]}"#),
        (.preview, #"{"as":"log","columns":[{}],"questions":[{}]}"#), (.named, #"{"id":"law_1","names":[]}"#),
    ]

    @Test("an answer of another version needs little, and one that lacks it is none", arguments: least)
    func members(_ row: (kind: AnswerKind, answer: String)) throws {
        #expect(!(try AnswerText.text(row.kind, Array(row.answer.utf8)).isEmpty))
        for name in Set(row.answer.matches(of: /"([a-z]{2,})":/).map(\.output.1)) {
            let without = row.answer.replacing("\"\(name)\":", with: "\"_\(name)\":")
            #expect(throws: AnswerText.Unreadable.self, "\(name)") {
                try AnswerText.text(row.kind, Array(without.utf8))
            }
        }
        for text in ["", "[]", "nothing", "{}"] {
            #expect(throws: AnswerText.Unreadable.self) { try AnswerText.check(row.kind, Array(text.utf8)) }
        }
    }

    @Test("answers that are none are no figure and no trap")
    func unreadable() throws {
        #expect(throws: AnswerText.Unreadable.self) { try TerminalFigure.frontier(Array("{}".utf8), Self.plain) }
        for view in SVGFigure.View.allCases {
            #expect(throws: (any Error).self) {
                try SVGFigure.text(view, FigureSubject(law: "x")) { _, _ in Array("{}".utf8) }
            }
        }
    }
}
