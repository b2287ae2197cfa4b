import Testing

@testable import TableReading

@Suite("Words for missing labels")
struct MissingLabelTests {
    @Test(
        "a word for a missing item is one in every layout",
        arguments: [
            "user,item\nu,a\nu,N/A\n", "{\"sequences\":[[\"a\",\"N/A\",\"b\"],[\"c\"]]}",
            "{\"u\":[\"N/A\"],\"v\":[\"b\"]}",
            "{\"user\":\"u\",\"items\":[\"a\",\"N/A\"]}\n{\"user\":\"v\",\"items\":[\"b\"]}\n",
            "[\"N/A\",\"b\"]\n[\"c\"]\n",
            "user,items\n1,\"a,N/A,b\"\n2,\"c1,c2\"\n", "u1 N/A\nu1 b\nu2 b\n",
            "{\"user\":\"u\",\"x\":{\"items\":[\"a\",\"N/A\"]}}\n{\"user\":\"v\",\"x\":{\"items\":[\"b\"]}}\n",
        ]
    )
    func missing(_ text: String) {
        #expect(readLog(text).warnings == ["looksMissing"], "\(readLog(text).details)")
        // A title may have such a word.
        #expect(readLog(text.replacing("N/A", with: "none of us")).warnings != ["looksMissing"])
    }
}
