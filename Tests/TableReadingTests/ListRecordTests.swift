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
}
