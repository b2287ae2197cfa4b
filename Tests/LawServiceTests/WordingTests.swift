import LawFitting
import Testing

@testable import LawService

@Suite("One of a thing and several")
struct WordingTests {
    @Test(
        "a unit follows the number that is read",
        arguments: [
            (1, "1 octave"), (1.000_000_01, "1 octave"), (0.5, "0.5 octaves"), (0, "0 octaves"),
            (1.5, "1.5 octaves"), (0.8, "0.8 octaves"), (1.234_56, "1.23 octaves"), (0.001_234, "0.00123 octaves"),
            (2, "2 octaves"), (1_200, "1,200 octaves"), (999.96, "999.96 octaves"), (12_345.6, "12,346 octaves"),
        ]
    )
    func unit(value: Double, text: String) {
        #expect(Readable.count(value, "octave") == text)
    }

    @Test("numbers in warnings have three significant digits")
    func digits() {
        #expect(FitWarning.lackOfFit(pValue: 0.001_234_5).message.contains("(p = 0.00123)"))
        #expect(FitWarning.lackOfFit(pValue: 1.2345e-9).message.contains("(p = 1.23e-09)"))
        #expect(FitWarning.inferredFromSibling(metric: "HR@10", count: 2, weight: 1.5).message.contains("as 1.5 meas"))
    }

    @Test("a whole number has its unit to the last digit")
    func whole() {
        #expect(Readable.number(1274.62) == "1,274.6" && Readable.number(-9999.96) == "-10,000.0")
        #expect(Readable.number(999.94) == "999.94" && Readable.number(999.996) == "1,000.0")
        #expect(Readable.count(1, "item") == "1 item" && Readable.count(0, "item") == "0 items")
        #expect(Readable.count(Int.max, "item") == "9,223,372,036,854,775,807 items")
    }

    @Test("one run with a D′, or without one, is no plural")
    func partialDPrime() {
        #expect(
            ObservationSetError.partialDPrime(with: 1, without: 5).message
                == "1 experiment has a D′ and 5 have none; give all of them one, or none"
        )
        #expect(
            ObservationSetError.partialDPrime(with: 5, without: 1).message
                == "5 experiments have a D′ and 1 has none; give all of them one, or none"
        )
    }

    @Test("one run without values is no plural")
    func runsWithoutValues() {
        #expect(
            Warning.runsWithoutValues(1, of: 24).message
                == "1 of 24 experiments has no value of any metric and was left out."
        )
        #expect(
            Warning.runsWithoutValues(2, of: 24).message
                == "2 of 24 experiments have no value of any metric and were left out."
        )
    }

    @Test("words of an unfinished run are shown, escaped and in order")
    func unfinishedRuns() {
        #expect(
            Warning.unfinishedRuns(["KILLED": 1], of: 24, "status").message
                == "1 of 24 experiments did not finish (`KILLED`) and was left out; `columns=ignore:status` keeps them."
        )
        #expect(Warning.unfinishedRuns(["RUNNING": 1, "FAILED": 2], of: 24, "x").message.contains("3 of 24"))
        #expect(
            Warning.unfinishedRuns(["RUNNING": 1, "FAILED": 2], of: 24, "x").message.contains("(`FAILED`, `RUNNING`)")
        )
    }

    @Test("the columns of a table keep their names in a message of a command")
    func columnsOfTable() {
        let message = "`dim` goes with `dPrime`. The columns are `layers`, `dim`, `loss`"
        #expect(
            OptionNames.rewritePartners(message)
                == "`--dim` goes with `--d-prime`. The columns are `layers`, `dim`, `loss`"
        )
    }

    @Test("a configuration one octave off lies one octave from the area")
    func beyondHull() {
        #expect(Warning.beyondHull(1.04).message.hasPrefix("The configuration lies 1 octave from the area"))
        #expect(Warning.beyondHull(1.06).message.hasPrefix("The configuration lies 1.1 octaves from the area"))
    }

    @Test("the examples of a preview are cut to the terminal, and nowhere else", arguments: [40, 60, 80, nil])
    func previewWidth(_ width: Int?) throws {
        let values = (1...5).map { "\"example value number \($0)\"" }.joined(separator: ",")
        let preview = """
            {"as":"log","read":null,"questions":[],"warnings":[],"columns":[
            {"number":1,"name":"user_id","role":"user","values":[\(values)]},
            {"number":2,"name":"item_id","role":"item","values":["7"]}]}
            """
        let lines = try AnswerText.text(.preview, Array(preview.utf8), width: width).split(separator: "\n")
        let row = try #require(lines.first { $0.contains("user_id") })
        #expect(width.map { DisplayWidth.of(String(row)) == $0 } ?? row.hasSuffix("example value number 5"), "\(row)")
        #expect(lines.contains { $0.hasSuffix("item  7") })
    }
}
