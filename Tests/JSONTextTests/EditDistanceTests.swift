import JSONText
import Testing

@Suite("Edit distance")
struct EditDistanceTests {
    @Test(
        "suggests the nearest name, if one is near",
        arguments: [
            ("layer", "layers"), ("laeyrs", "layers"), ("DIM", "dim"), ("dm", "dim"), ("zzz", nil), ("", nil),
            // Neighbours in the wrong order are one edit.
            ("dmi", "dim"), ("mdi", nil),
            // Three edits are half of the name's length.
            ("lay", nil), (String(repeating: "l", count: 65), nil),
        ] as [(String, String?)]
    )
    func nearest(_ name: String, _ expected: String?) {
        #expect(EditDistance.nearest(to: name, among: ["layers", "dim"]) == expected)
    }

    @Test("of equally near names, suggests the first; of none, none")
    func ties() {
        #expect(EditDistance.nearest(to: "cat", among: ["bat", "hat"]) == "bat")
        #expect(EditDistance.nearest(to: "cat", among: []) == nil)
    }
}
