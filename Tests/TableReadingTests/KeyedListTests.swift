import Testing

@testable import TableReading

@Suite("Lists under the keys of a JSON object")
struct KeyedListTests {
    @Test(
        "columns and parts of a dataset are no users",
        arguments: [
            Refusal(
                "plural names",
                "{\"users\":[1,1,2,2],\"movies\":[10,11,10,12],\"ratings\":[4,5,3,3]}",
                says: ["`users`, `movies`, `ratings`", "to_json(orient=\"records\")", "to_entries"]
            ),
            Refusal("one known name", "{\"uid\":[1,1],\"sid\":[10,11]}", says: ["a member for each column"]),
            Refusal(
                "times under unknown names",
                "{\"kunde\":[1,1,2],\"artikel\":[10,11,10],\"when\":[1300000000,1300000001,1300000002]}",
                says: ["a member for each column"]
            ),
            Refusal(
                "days under unknown names",
                "{\"kunde\":[1,1],\"artikel\":[10,11],\"tag\":[\"2020-01-01\",\"2020-01-02\"]}",
                says: ["a member for each column"]
            ),
            Refusal(
                "long lists",
                "{\"users\":[\(integers(100))],\"movies\":[\(integers(100))]}",
                says: ["a member for each column"]
            ),
            Refusal(
                "a list that is longer than the sample",
                "{\"user_id\":[\(integers(40_000))],\"x\":[\(integers(40_000))]}",
                says: ["a member for each column"]
            ),
            Refusal("letters", "{\"u\":[1,1],\"i\":[10,11]}", says: ["a member for each column"]),
            Refusal(
                "parts of lists",
                "{\"train\":[[1,2],[3]],\"test\":[[4]],\"valid\":[]}",
                says: ["names of the parts of a dataset", "`jq -c .train FILE`", "to_entries"]
            ),
            Refusal(
                "parts of items",
                "{\"train\":[1,2],\"dev\":[3]}",
                says: ["names of the parts", "{\"sequences\":"]
            ),
        ]
    )
    func doubtful(_ refusal: Refusal) { refusal.check() }

    @Test(
        "users are read",
        arguments: [
            LogCase("numbers", "{\"u1\":[1,2],\"u2\":[3]}", [:], [["1", "2"], ["3"]]),
            LogCase("people", "{\"anna\":[1,2],\"bob\":[3,4]}", [:], [["1", "2"], ["3", "4"]]),
            LogCase("letters", "{\"u\":[1,2],\"v\":[3,4]}", [:], [["1", "2"], ["3", "4"]]),
            LogCase("a known name and another length", "{\"movie\":[1,2],\"bob\":[3]}", [:], [["1", "2"], ["3"]]),
            LogCase(
                "ids as large as times",
                "{\"a\":[1300000000,1300000005],\"b\":[1300000000,1300000007]}",
                [:],
                [["1300000000", "1300000005"], ["1300000000", "1300000007"]]
            ),
            LogCase(
                "a known name among many of equal length",
                "{\"movie\":[1,2],\((1...20).map { "\"p\($0)\":[3,4]" }.joined(separator: ","))}",
                [:],
                [["1", "2"]] + Array(repeating: ["3", "4"], count: 20)
            ),
            LogCase(
                "types behind a colon",
                "{\"userId:0\":[1,2],\"userId:1\":[3,4]}",
                [:],
                [["1", "2"], ["3", "4"]]
            ),
            LogCase(
                "one known name of a few",
                "{\"user\":[1,2],\"admin\":[3,4],\"guest\":[5,6],\"root\":[7,8]}",
                [:],
                [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]
            ),
            LogCase(
                "the name of a part among others",
                "{\"dev\":[1,2],\"bob\":[3,4]}",
                [:],
                [["1", "2"], ["3", "4"]]
            ),
            LogCase(
                "long lists of other lengths",
                "{\"movie\":[\(integers(100))],\"bob\":[\(integers(99))]}",
                [:],
                [100, 99].map { (0..<$0).map(String.init) }
            ),
        ]
    )
    func users(_ reading: LogCase) { reading.check() }

    private static func integers(_ count: Int) -> String { (0..<count).map(String.init).joined(separator: ",") }
}
