import Testing

@testable import TableReading

@Suite("Lines that could be headers")
struct DoubtfulHeaderTests {
    @Test(
        "one noun is no header where none is expected",
        arguments: [
            ("alice,book\nalice,pen\nalice,book\nbob,cup\n", ["columns": "user:1,item:2"], "alice,book"),
            ("bob page\nbob home\nbob page\n", ["format": "sasrec"], "bob page"),
            ("ann,map\nann,pen\n", ["columns": "user:1,item:2"], "ann,map"),
        ] as [(String, [String: String], String)]
    )
    func nouns(_ text: String, _ parameters: [String: String], _ first: String) {
        let outcome = readLog(text, parameters)
        #expect(outcome.details.contains("`header=present` or `header=absent`"), "\(outcome.details)")
        let all = readLog(text, parameters.merging(["header": "absent"]) { $1 })
        #expect(all.rows == text.split(separator: "\n").count)
        let fewer = readLog(text, parameters.merging(["header": "present"]) { $1 })
        #expect(fewer.rows == text.split(separator: "\n").count { $0 != first })
    }

    @Test(
        "a name that is no noun, or two of them, are a header",
        arguments: [
            "user_id,what\nann,pen\n", "who,item_id\nann,pen\n", "userId,what\nann,pen\n", "user,book\nann,pen\n",
            "who,book\nann,12\n",
        ]
    )
    func names(_ text: String) {
        #expect(readLog(text, ["columns": "user:1,item:2"]).rows == 1)
    }

    @Test("labels of two fields are read without a word, and a warning says what may be a header")
    func firstLine() {
        let outcome = readLog("person\tthing\nalice\tbook\nalice\tpen\nalice\tbook\nbob\tpen\n")
        #expect(outcome.warnings == ["firstLine"])
        #expect(outcome.rows == 5)
        #expect(readLog("alice book\nalice pen\nbob pen\n").warnings.isEmpty)
        #expect(readLog("u1 i1\nu2 i2\nu3 i3\n").warnings.isEmpty, "a name of a column has no number")
    }

    @Test(
        "the numbers of columns without names are a question unless such small ids occur",
        arguments: [" ", "\t", ","]
    )
    func numbers(_ mark: String) {
        let parameters = mark == "," ? ["columns": "user:1,item:2"] : [:]
        let rows = (0..<12).map { "\(1_000 + $0 / 3)\(mark)\(500 + $0 % 5)\n" }.joined()
        let outcome = readLog("0\(mark)1\n" + rows, parameters)
        #expect(outcome.details.contains("`header=present` or `header=absent`"), "\(outcome.details)")
        #expect(readLog("0\(mark)1\n" + rows, ["columns": "user:1,item:2", "header": "present"]).rows == 12)
        let texts = (0..<12).map { "A\(1_000 + $0 / 3)\(mark)B\(500 + $0 % 5)\n" }.joined()
        #expect(readLog("0\(mark)1\n" + texts, parameters).details.contains("`header=present`"))
        for row in ["1000\(mark)3\n", "7\(mark)500\n"] {
            #expect(readLog("0\(mark)1\n" + rows + row, parameters).rows == 14, "small ids occur")
        }
        #expect(readLog("0\(mark)1\n12\(mark)13\n", parameters).rows == 2, "two rows show nothing")
    }

    @Test(
        "a header is no row where it comes again",
        arguments: ["User_ID,Item_ID", "\"user_id\",\"item_id\"", "\u{FEFF}user_id,item_id", " user_id,item_id "]
    )
    func again(_ header: String) {
        let rows = (0..<40).map { "u\($0 % 3),i\($0 % 7)\n" }.joined()
        let outcome = readLog("user_id,item_id\n\"u1\",i1\n" + rows + header + "\n" + rows)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.rows == 81)
        let grid = "layers,dim,HR@10\n4,25,0.5\nLayers,Dim,HR@10\n8,25,0.25\n"
        #expect(readExperiments(grid).grid == [[4, 25, 0.5], [8, 25, 0.25]])
    }

    @Test("a header with its columns in another order is a fault", arguments: [2, 500])
    func reordered(_ count: Int) {
        let rows = (0..<count).map { "u\($0 % 3),i\($0 % 7)\n" }.joined()
        let outcome = readLog("user_id,item_id\n" + rows + "Item_ID,user_id\n" + rows)
        #expect(outcome.faults.map(\.place) == [.line(count + 2, column: 1)], "\(outcome.details)")
        #expect(outcome.details.contains("in another order"))
        let integers = (0..<count).map { "\($0 % 3),\($0 % 7)\n" }.joined()
        #expect(readLog("user_id,item_id\n" + integers + "item_id,user_id\n" + integers).faults.count == 1)
    }

    @Test(
        "a line of dashes below the header is no row",
        arguments: [
            "| user_id | item_id |\n|---|:--:|\n| u1 | a |\n| u1 | b |\n",
            "user_id item_id\n------- -------\nu1 a\nu1 b\n",
            "user_id\titem_id\n=======\t=======\nu1\ta\nu1\tb\n", "user_id | item_id\n--- | ---\n1 | a\n1 | b\n",
        ]
    )
    func rules(_ text: String) {
        let outcome = readLog(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.rows == 2)
        #expect(outcome.sequences == [["a", "b"]])
    }

    @Test("dashes of a row of experiments are values that were not measured")
    func dashes() {
        let outcome = readExperiments("layers,dim,HR@10,NDCG@10\n4,25,-,0.5\n8,25,0.5,-\n")
        #expect(outcome.grid == [[4, 25, nil, 0.5], [8, 25, 0.5, nil]], "\(outcome.details)")
    }

    @Test("rows within a quotation mark of the text are a fault")
    func swallowed() {
        let rows = (0..<6_000).map { "1,i\($0 % 5),plain \($0)\n" }.joined()
        let inches = "1,q1,\"12 inch\n" + (0..<50).map { "1,j\($0),more\n" }.joined() + "1,q2,12 inch\"\n"
        let outcome = readLog("user_id,item_id,title\n" + rows + inches)
        #expect(outcome.faults.map(\.place) == [.line(6_002, column: 1)], "\(outcome.details)")
        #expect(outcome.details.contains("the next 50 lines"), "\(outcome.details)")
        // A text of several lines has no rows in it.
        let review = "1,q1,\"A book,\nwith commas, and more, of them\nthan a row,\nhas\n\nin a line\"\n"
        let read = readLog("user_id,item_id,title\n" + rows + review)
        #expect(read.faults.isEmpty, "\(read.details)")
        #expect(read.rows == 6_001)
    }
}

@Suite("Labels that could be something else")
struct DoubtfulLabelTests {
    @Test(
        "a word for a missing value that is a label gives a warning",
        arguments: ["NaN", "<NA>", "#N/A", "none", "N/A", "NONE"]
    )
    func missing(_ word: String) {
        let outcome = readLog("user_id,item_id\n\(word),a\n1,b\n")
        #expect(outcome.rows == 2, "\(outcome.details)")
        #expect(outcome.warnings == ["looksMissing"])
        #expect(readLog("user_id,item_id\n1,\(word)\n1,b\n").warnings == ["looksMissing"])
        #expect(readLog("user_id,item_id\nnancy,a\n1,b\n").warnings.isEmpty)
    }

    @Test("a uuid that differs in every row is no user if another candidate comes again")
    func eventIDs() {
        let rows = "e1,1,a\ne2,1,b\ne3,2,a\n"
        #expect(readLog("uuid,user,item_id\n" + rows).read?.columns.first?.columns == ["user"])
        #expect(readLog("uuid,session_id,item_id\n" + rows).read?.columns.first?.columns == ["session_id"])
        #expect(readLog("uuid,item_id\ne1,a\ne2,b\ne3,a\n").read?.columns.first?.columns == ["uuid"])
        #expect(readLog("uuid,user,item_id\ne1,1,a\ne2,1,b\ne1,2,a\n").read?.columns.first?.columns == ["uuid"])
    }

    @Test("the id of a hotel is the item, not its town")
    func hotels() {
        let outcome = readLog("user_id,hotel_id,location\n1,h1,Paris\n1,h2,Paris\n1,h1,Rome\n")
        #expect(outcome.sequences == [["h1", "h2", "h1"]])
    }

    @Test(
        "items of a list keep their blanks where commas separate",
        arguments: [
            ("[Star Wars, Alien, Star Wars]", ["Star Wars", "Alien", "Star Wars"]),
            ("[Alien,Star  Wars]", ["Alien", "Star  Wars"]), ("[9, 12]", ["9", "12"]), ("[9 12 9]", ["9", "12", "9"]),
            ("[ 9 ,12 , 9 ]", ["9", "12", "9"]), ("['Star Wars' 'Alien']", ["Star Wars", "Alien"]),
            ("{The Thing, Heat}", ["The Thing", "Heat"]),
        ]
    )
    func titles(_ cell: String, _ items: [String]) {
        let outcome = readLog("user_id,items\n1,\"\(cell)\"\n2,\"[a, b]\"\n")
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences.first == items)
    }
}
