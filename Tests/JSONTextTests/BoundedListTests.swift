import JSONText
import Testing

@Suite("Bounded list")
struct BoundedListTests {
    @Test("counts elements beyond its capacity without making them")
    func capacity() {
        var list = BoundedList<Int>(capacity: 2)
        var made = 0
        func make(_ element: Int) -> Int {
            made += 1
            return element
        }
        for element in 0..<5 { list.append(make(element)) }
        #expect(list.elements == [0, 1] && list.total == 5 && made == 2)
    }

    @Test(
        "takes the beginning of another list",
        arguments: [(0, [1, 2, 3]), (2, [7, 7, 1]), (3, [7, 7, 7]), (5, [7, 7, 7])]
    )
    func lists(_ before: Int, _ elements: [Int]) {
        var list = BoundedList<Int>(capacity: 3)
        for _ in 0..<before { list.append(7) }
        list.append(contentsOf: [1, 2, 3, 4], total: 40)
        #expect(list.elements == elements && list.total == before + 40)
    }
}
