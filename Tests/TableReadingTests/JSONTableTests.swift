import Testing

@testable import TableReading

@Suite("JSON tables and lists")
struct JSONTableTests {
    @Test(
        "layouts are recognised",
        arguments: [
            LogCase(
                "records",
                "[{\"user_id\":1,\"item_id\":5,\"ts\":2},{\"user_id\":1,\"item_id\":6,\"ts\":1}]",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a request of records",
                "{\"m\":2,\"interactions\":[{\"user\":1,\"item\":5},{\"user\":1,\"item\":\"a\"}],\"r\":0}",
                [:],
                [["5", "a"]]
            ),
            LogCase(
                "a request with columns",
                "{\"columns\":\"user:who,item:what\",\"interactions\":[{\"who\":1,\"what\":5,\"n\":0}]}",
                [:],
                [["5"]]
            ),
            LogCase(
                "a request with columns as an object",
                "{\"columns\":{\"user\":\"who\",\"item\":\"what\"},\"interactions\":[{\"who\":1,\"what\":5}]}",
                [:],
                [["5"]]
            ),
            LogCase("sequences", "[[1,2],[\"a\",3.50],[]]", [:], [["1", "2"], ["a", "3.5"], []]),
            LogCase(
                "a request of sequences",
                "{\"sequences\":[[1,12345678901],[3]],\"name\":\"x\"}",
                [:],
                [["1", "12345678901"], ["3"]]
            ),
            LogCase("users by key", "{\"u1\":[1,2],\"2.0\":[\"a\"]}", [:], [["1", "2"], ["a"]]),
            LogCase("lines of lists", "[1,2]\n[3]\n", [:], [["1", "2"], ["3"]]),
            LogCase(
                "a first line that is longer than the sample",
                "[" + String(repeating: "1234567,", count: 10_000) + "1]\n[5,6]\n",
                [:],
                [Array(repeating: "1234567", count: 10_000) + ["1"], ["5", "6"]]
            ),
            LogCase(
                "a first record that is longer than the sample",
                "{\"user\":1,\"items\":[" + String(repeating: "1234567,", count: 10_000)
                    + "1]}\n{\"user\":2,\"items\":[5,6]}\n",
                [:],
                [Array(repeating: "1234567", count: 10_000) + ["1"], ["5", "6"]]
            ),
            LogCase("a list over several lines", "[1,\n2,\n1]", [:], [["1", "2", "1"]]),
            LogCase("a list of texts over several lines", "[\"a\",\"b\"\n,\"c\"]\n", [:], [["a", "b", "c"]]),
            LogCase("a list with its brackets on other lines", "\n[\r\n1, 2\r\n]\r\n\r\n", [:], [["1", "2"]]),
            LogCase(
                "a long list over several lines",
                "[\n" + String(repeating: "1234567,\n", count: 10_000) + "1]",
                [:],
                [Array(repeating: "1234567", count: 10_000) + ["1"]]
            ),
            LogCase("one line of a list", "[1,2]", [:], [["1", "2"]]),
            LogCase(
                "lines of users",
                "{\"user\":\"a\",\"items\":[1,2]}\n{\"items\":[3],\"user\":\"b\"}\n",
                [:],
                [["1", "2"], ["3"]]
            ),
            LogCase(
                "lines of users and of lists",
                "{\"user\":\"a\",\"items\":[1,2]}\n[3]\n",
                [:],
                [["1", "2"], ["3"]]
            ),
            LogCase(
                "several lists of a user in time order",
                "{\"user\":1,\"items\":[1,2],\"time\":9}\n{\"user\":1,\"items\":[3],\"time\":5}\n",
                [:],
                [["3", "1", "2"]]
            ),
            LogCase("items, then the item", "{\"user\":1,\"item\":9,\"items\":[1,2]}\n", [:], [["1", "2", "9"]]),
            LogCase(
                "lists as text",
                "user_id,item_seq\n1,\"[9, 12]\"\n2,9 12 13\n3,\"['a', 'b']\"\n4,\"[9 12]\"\n",
                [:],
                [["9", "12"], ["9", "12", "13"], ["a", "b"], ["9", "12"]]
            ),
            LogCase(
                "RecBole",
                "session_id:token\titem_id_list:token_seq\titem_id:token\n1\t3 4\t5\n2\t7\t8\n",
                [:],
                [["3", "4", "5"], ["7", "8"]]
            ),
            LogCase(
                "every field from the second on",
                "1 9 12\n2 8\n",
                ["columns": "user:1,items:2.."],
                [["9", "12"], ["8"]]
            ),
            LogCase(
                "every field, filled up with delimiters",
                "9,12,,\n8,,,\n1,2,3,4\n",
                ["columns": "items:1.."],
                [["9", "12"], ["8"], ["1", "2", "3", "4"]]
            ),
            LogCase(
                "digit strings as times",
                "{\"user\":1,\"item\":5,\"timestamp\":\"978300101\"}\n{\"user\":1,\"item\":6,\"timestamp\":\"978300100\"}\n",
                [:],
                [["6", "5"]]
            ),
            LogCase("SASRec", "1 5\n1 6\n2 7\n", [:], [["5", "6"], ["7"]]),
            LogCase("pairs with a tab", "a\t5\na\t6\n", [:], [["5", "6"]]),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "faults have their places",
        arguments: [
            Refusal(
                "a key beside the records",
                "{\"sequenses\":[[1]],\"m\":2}",
                says: ["/sequenses", "did you mean `sequences`"]
            ),
            Refusal(
                "a key after the records",
                "{\"sequences\":[[1]],\"maxLenght\":2}",
                says: ["/maxLenght", "did you mean `maxLength`"]
            ),
            Refusal("an item that is null", "{\"sequences\":[[1],[2,null]]}", says: ["/sequences/1/1", "null"]),
            Refusal(
                "a record without a user",
                "{\"interactions\":[{\"user\":1,\"item\":2},{\"item\":2}]}",
                says: ["/interactions/1/user", "missing"]
            ),
            Refusal(
                "a null user of nested keys",
                "[{\"u\":{\"user_id\":1},\"item\":2},{\"u\":{\"user_id\":null},\"item\":2}]",
                says: ["/1/u/user_id", "null"]
            ),
            Refusal("an item of a list over several lines", "[1,\nnull]", says: ["/1: ", "null"]),
            Refusal("a broken list over several lines", "[1,\n2,\n", says: ["line 3", "ends"]),
            Refusal("a list of a user by key", "{\"u/1\":[1],\"u2\":[true]}", says: ["/u2/0", "Boolean"]),
            Refusal(
                "a broken line",
                "{\"user\":1,\"item\":2}\n{\"user\":\n{\"user\":1,\"item\":2}\n",
                says: ["line 2, column 9"]
            ),
            Refusal("Python", "{'user': 1, 'item': 2}\n", says: ["JSON"]),
            Refusal("NaN", "{\"user\":1,\"item\":NaN}\n", says: ["NaN"]),
            Refusal("columns of pandas", "{\"user_id\":{\"0\":1},\"item_id\":{\"0\":2}}", says: ["orient=\"records\""]),
            Refusal(
                "columns as lists",
                "{\"user\":[\"u1\",\"u1\"],\"item\":[\"a\",\"b\"]}",
                says: ["orient=\"records\""]
            ),
            Refusal(
                "columns as lists beside options",
                "{\"m\":2,\"user_id\":[1,2],\"item_id\":[3,4]}",
                says: ["orient=\"records\""]
            ),
            Refusal("an array that is cut off", "[{}", ["format": "json"], says: ["line 1, column 4", "not JSON"]),
            Refusal(
                "a request that is cut off",
                "{\"interactions\":[{\"a\":1}",
                says: ["line 1, column 25", "not JSON"]
            ),
            Refusal("a key that comes twice", "[{\"user\":1,\"item\":2,\"user\":3}]", says: ["/0/user", "twice"]),
            Refusal("a text that ends", "{\"sequences\":[[1,2],[3", says: ["line 1", "ends"]),
        ]
    )
    func faults(_ refusal: Refusal) { refusal.check() }

    @Test("members are delivered, before and after the records")
    func members() {
        let outcome = readLog("{\"m\":3,\"sequences\":[[1]],\"name\":\"x\"}")
        #expect(outcome.log.members.map { $0.prefix { $0 != ":" } } == ["m", "name"])
    }
}
