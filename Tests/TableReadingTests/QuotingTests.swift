import Testing

@testable import TableReading

@Suite("Quoting and delimiters")
struct QuotingTests {
    @Test(
        "dialects are recognised",
        arguments: [
            LogCase("doubled quotation marks", "user,item,title\n1,5,\"a \"\"b\"\", c\"\n1,6,d\n", [:], [["5", "6"]]),
            LogCase("line ends in quotes", "user,item,title\n1,5,\"a\nb\"\n1,6,\"c\r\nd\"\n", [:], [["5", "6"]]),
            LogCase("backslashes", "user,item,title\n1,5,\"a \\\"b\\\", c\"\n1,6,\"d\"\n", [:], [["5", "6"]]),
            LogCase(
                "a single backslash among quoted fields, as Spark writes it",
                "user,item,text,ts\n1,5,\"say \\\"hi\\\" ok\",20\n1,6,\"fine, thanks\",10\n1,7,\"good, yes\",30\n",
                [:],
                [["6", "5", "7"]]
            ),
            LogCase(
                "a backslash before the closing mark",
                "user,item,path\n1,5,\"C:\\\"\n1,6,\"a \"\"b\"\"\"\n",
                [:],
                [["5", "6"]]
            ),
            LogCase("backslashes without quotes", "user,item,title\n1,5,a\\, b \\\"\n1,6,c\n", [:], [["5", "6"]]),
            LogCase(
                "a lone mark in TSV",
                "user\titem\ttitle\n1\t5\t\"odd\n1\t6\todd\"\n1\t7\t5\" disk\n",
                [:],
                [["5", "6", "7"]]
            ),
            LogCase("quoted TSV", "user\titem\ttitle\n1\t5\t\"a\tb\"\n1\t6\t\"c\"\n", [:], [["5", "6"]]),
            LogCase("blanks before quotes", "\"user\" ,  \"item\"\n\"1\",  \"5\" \n\"1\", \"6\"\n", [:], [["5", "6"]]),
            LogCase("extra delimiters", "user;item\n1;5;;\n1;6;\n1;7\n", [:], [["5", "6", "7"]]),
            LogCase(
                "a comma in titles does not win",
                "user\titem\ttitle\n1\t5\ta, b\n1\t6\tc, d\n",
                [:],
                [["5", "6"]]
            ),
            LogCase("decimal commas do not win", "user;item;rating\n1;5;3,5\n1;6;4,5\n", [:], [["5", "6"]]),
            LogCase("pipes", "1|5|x\n1|6|y\n", ["columns": "user:1,item:2"], [["5", "6"]]),
            LogCase("Control-A", "user\u{1}item\n1\u{1}5\n1\u{1}6\n", [:], [["5", "6"]]),
            LogCase(
                "runs of blanks",
                "user   item   timestamp\n1      5      20\n1      6      10\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a delimiter of several characters",
                "user||item\n1||5\n1||6\n",
                ["delimiter": "||"],
                [["5", "6"]]
            ),
            LogCase(
                "SASRec with further fields that are passed over",
                "1 5 9\n1 6 9\n",
                ["format": "sasrec", "columns": "user:1,item:2"],
                [["5", "6"]]
            ),
            LogCase("CR", "user,item\r1,5\r1,6\r", [:], [["5", "6"]]),
            LogCase("CRLF without an end", "user,item\r\n1,5\r\n1,6", [:], [["5", "6"]]),
            LogCase("blank lines", "\nuser,item\n\n1,5\n\n1,6\n\n", [:], [["5", "6"]]),
            LogCase("a header between", "user,item\n1,5\n\u{FEFF}user,item\n1,6\n", [:], [["5", "6"]]),
            LogCase("a mark at the beginning", "\u{FEFF}user,item\n1,5\n", [:], [["5"]]),
            LogCase(
                "quoted fields and blank delimiters",
                "\"user\" \"item\"\n\"1\" \"5 a\"\n\"1\" \"6 b\"\n",
                [:],
                [["5 a", "6 b"]]
            ),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "contradictions are faults with their places",
        arguments: [
            Refusal(
                "too few fields",
                "user,item,x\n1,5,1\n1,6,1\n1,7,1\n2\n",
                says: ["line 5, column 1", "expected 3 fields", "found 1"]
            ),
            Refusal(
                "too many",
                "user,item\n1,5\n1,6\n1,7,8\n1,9\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n",
                says: ["line 4, column 1", "found 3"]
            ),
            Refusal(
                "three fields of SASRec",
                "1 5 9\n1 6 9\n",
                ["format": "sasrec"],
                says: ["line 1, column 1", "line 2, column 1", "expected 2 fields", "columns=user:1,item:2", "found 3"]
            ),
            Refusal(
                "a line of SASRec with three fields",
                "1 5\n1 6 9\n1 7\n",
                ["format": "sasrec"],
                says: ["line 2, column 1", "found 3"]
            ),
            Refusal(
                "text after quotes",
                "user,item\n1,\"5\"\n1,\"6\"\n1,\"7\"x\n1,9\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n",
                says: ["quotation mark"]
            ),
        ]
    )
    func contradictions(_ refusal: Refusal) { refusal.check() }

    @Test("a quoted label in TSV whose first rows have no quotes is a fault")
    func lateQuotes() {
        let rows = String(repeating: "1\t5\t20\n", count: 12_000)
        let outcome = readLog("user\titem\ttimestamp\n" + rows + "\"1\"\t5\t20\n")
        #expect(outcome.total == 1)
        #expect(outcome.details.contains("line 12002, column 1"))
    }
}
