import Testing

@testable import TableReading

@Suite("Records with lists")
struct ListRecordTests {
    @Test(
        "a typed header is believed",
        arguments: [
            LogCase(
                "prefixes of mostly one item",
                """
                session_id:token\titem_id_list:token_seq\titem_id:token
                1\ta\tb
                2\tc\td
                3\te\tf
                4\ta b\tc

                """,
                [:],
                [["a", "b"], ["c", "d"], ["e", "f"], ["a", "b", "c"]],
                columns: ["items": ["item_id_list:token_seq"], "item": ["item_id:token"]]
            ),
            LogCase(
                "a sequence under the name of an item",
                "user_id:token\titem_id:token_seq\n1\ta\n2\tb\n",
                [:],
                [["a"], ["b"]],
                columns: ["items": ["item_id:token_seq"]]
            ),
        ]
    )
    func typed(_ reading: LogCase) { reading.check() }

    @Test(
        "the target behind a list is the last item",
        arguments: [
            LogCase(
                "a target",
                "{\"user\":\"u1\",\"history\":[1,2,3],\"target\":4}\n{\"user\":\"u2\",\"history\":[1],\"target\":7}\n",
                [:],
                [["1", "2", "3", "4"], ["1", "7"]],
                columns: ["item": ["target"]]
            ),
            LogCase(
                "the next item",
                "{\"user\":\"u1\",\"history\":[1,2],\"next_item\":\"x\"}\n",
                [:],
                [["1", "2", "x"]]
            ),
            LogCase(
                "whether something was clicked",
                "{\"user\":\"u1\",\"history\":[1,2],\"target\":1}\n{\"user\":\"u2\",\"history\":[3,4],\"target\":0}\n",
                [:],
                [["1", "2"], ["3", "4"]]
            ),
            LogCase(
                "a label that may be an item",
                "{\"user\":\"u1\",\"history\":[1,2],\"label\":7}\n",
                [:],
                [["1", "2"]],
                warnings: ["unusedItem"]
            ),
            LogCase(
                "a target that is a list",
                "{\"user\":\"u1\",\"history\":[1,2],\"target\":[7]}\n",
                [:],
                [["1", "2"]],
                warnings: ["unusedItem"]
            ),
            LogCase(
                "a label that is passed over",
                "{\"user\":\"u1\",\"history\":[1,2],\"label\":7}\n",
                ["columns": "ignore:label"],
                [["1", "2"]]
            ),
            LogCase("a target without a list", "user,item,target\n1,5,4\n1,6,3\n", [:], [["5", "6"]]),
        ]
    )
    func target(_ reading: LogCase) { reading.check() }

    @Test("two targets are asked for")
    func targets() {
        Refusal(
            "two targets",
            "{\"user\":\"u1\",\"history\":[1],\"target\":4,\"next_item\":5}\n",
            says: ["columns=item:target", "columns=item:next_item"]
        ).check()
    }

    /// Rows as those of Amazon 2023 with histories.
    private static let growing = """
        user_id,parent_asin,rating,timestamp,history
        u1,a,5.0,100,
        u1,b,4.0,200,a
        u1,c,5.0,300,a b
        u1,d,5.0,400,a b c

        """

    @Test(
        "histories that repeat each other are not counted in silence",
        arguments: [
            LogCase(
                "rows that have every item",
                growing,
                [:],
                [["a", "b", "c", "d"]],
                warnings: ["repeatedHistories"]
            ),
            LogCase("rows that are chosen", growing, ["columns": "items:-"], [["a", "b", "c", "d"]]),
            LogCase(
                "lists that are chosen",
                growing,
                ["columns": "items:history"],
                [["a", "a", "b", "a", "b", "c", "a", "b", "c", "d"]],
                warnings: ["repeatedHistories"]
            ),
            LogCase(
                "rows without the first items",
                "user_id,item_id,timestamp,history\nu1,c,100,a b\nu1,d,200,a b c\n",
                [:],
                [["a", "b", "c", "a", "b", "c", "d"]],
                warnings: ["repeatedHistories"]
            ),
            LogCase(
                "one history for each impression",
                "user_id,time,history\nu1,100,n1 n2 n3\nu1,200,n1 n2 n3\nu2,100,n4\n",
                [:],
                [["n1", "n2", "n3", "n1", "n2", "n3"], ["n4"]],
                warnings: ["repeatedHistories"]
            ),
            LogCase(
                "lists that follow each other",
                "user_id,time,items\nu1,100,n1 n2\nu1,200,n1 n3\nu1,300,n4\n",
                [:],
                [["n1", "n2", "n1", "n3", "n4"]]
            ),
        ]
    )
    func histories(_ reading: LogCase) { reading.check() }

    @Test(
        "a history of objects is an array of interactions",
        arguments: [
            LogCase(
                "items with times",
                "{\"user_id\":1,\"history\":[{\"item_id\":5,\"timestamp\":1600000100},{\"item_id\":6,\"timestamp\":1600000090}]}\n",
                [:],
                [["6", "5"]],
                columns: ["item": ["history.item_id"], "time": ["history.timestamp"]]
            ),
            LogCase(
                "items in the order of the file",
                "{\"user_id\":1,\"history\":[{\"item_id\":5},{\"item_id\":6}]}\n{\"user_id\":2,\"history\":[{\"item_id\":7}]}\n",
                [:],
                [["5", "6"], ["7"]]
            ),
        ]
    )
    func nested(_ reading: LogCase) { reading.check() }

    @Test(
        "rows that are written as arrays are no sequences in silence",
        arguments: [
            LogCase(
                "user, item and time",
                "[[\"1\",\"10\",1401846794],[\"1\",\"11\",1401846795]]",
                [:],
                [["1", "10", "1401846794"], ["1", "11", "1401846795"]],
                warnings: ["looksLikeRows"]
            ),
            LogCase("three items", "[[1,2,3],[4,5,6]]", [:], [["1", "2", "3"], ["4", "5", "6"]]),
        ]
    )
    func rows(_ reading: LogCase) { reading.check() }
}
