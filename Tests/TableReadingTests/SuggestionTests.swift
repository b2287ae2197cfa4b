import Testing

@testable import TableReading

@Suite("Suggestions to be copied")
struct SuggestionTests {
    @Test(
        "name the right columns",
        arguments: [
            (
                "Benutzer;Artikel;Zeit;Bewertung\n1;5;2020-01-01 10:00:00;3,5\n1;6;2020-01-01 10:00:00;4,0\n",
                ["user:Benutzer,item:Artikel,time:Zeit"]
            ),
            ("user_id,items,price\n1,A1,\"3,50\"\n1,A2,\"4,50\"\n2,A2,\"12,50\"\n", ["user:user_id,item:items"]),
            ("wer;wo\n1;48,137154\n1;50,937531\n", []), ("wer;was\n1;12,7,9\n2;8,7\n", ["user:wer,items:was"]),
            ("wer;was\n1;101,205\n2;101,207\n", ["user:wer,items:was"]),
            ("{\"tokens\":[1,2,3]}\n{\"tokens\":[4,2]}\n", ["items:tokens"]),
            ("{\"data\":{\"user\":[1,2],\"item\":[3,4]}}", []),
        ] as [(String, [String])]
    )
    func columns(_ text: String, _ choices: [String]) {
        #expect(planLog(text).questions.first?.choices == choices, "\(planLog(text).questions)")
    }

    @Test("no number is named that the table does not have")
    func numbers() {
        let one = planLog("alpha\nbeta\ngamma\n").questions.first?.detail ?? ""
        #expect(!one.contains("time:3"), "\(one)")
    }

    @Test("blocks and YAML are no tables of lists", arguments: ["\n", "\r\n"])
    func layouts(_ end: String) {
        let blocks = ["1:", "1488844,3,2005-09-06", "822109,5,2005-05-13", "2:", "885013,4,2005-10-19", ""]
        let outcome = readLog(blocks.joined(separator: end))
        #expect(outcome.details.contains("awk"), "\(outcome.details)")
        #expect(outcome.details.contains("columns=item:1,user:2,time:4") && !outcome.details.contains("items:1"))
        // The sample ends within a line.
        let rows = (0..<5_000).map { "\(1_488_844 + 7 * $0),3,2005-09-06" }
        #expect(readLog((["1:"] + rows).joined(separator: end)).details.contains("awk"))
        // What the command writes.
        let table = "1,1488844,3,2005-09-06\n1,822109,5,2005-05-13\n2,885013,4,2005-10-19\n"
        #expect(readLog(table, ["columns": "item:1,user:2,time:4"]).sequences == [["1"], ["1"], ["2"]])
        for yaml in [
            ["- user: 1", "  item: 5", "- user: 2", "  item: 6", ""], ["---", "u1:", "  - 5", "  - 6", "u2:", "  - 7"],
        ] {
            let outcome = readLog(yaml.joined(separator: end))
            #expect(outcome.faults.map(\.kind) == [.unsupported], "\(outcome.details)")
            #expect(outcome.details.contains("yaml.safe_load"))
        }
        #expect(readLog("user_id:token\titem_id:token\n1\t5\n1\t6\n").sequences == [["5", "6"]])
    }

    @Test("one member of an archive is named", arguments: [[0x50, 0x4B, 0x03, 0x04], [0x37, 0x7A, 0xBC, 0xAF]])
    func archives(_ magic: [UInt8]) {
        let details = readLog(magic + [UInt8](repeating: 1, count: 600)).details
        #expect(details.contains("FILE MEMBER`") && details.contains("lists the members"), "\(details)")
    }
}
