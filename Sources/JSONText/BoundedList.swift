/// The first elements of a list, and how many elements there were. Those beyond the capacity are counted and never
/// made, so a client pays for as many messages as it will read.
package struct BoundedList<Element: Sendable>: Sendable {
    package let capacity: Int
    package private(set) var elements: [Element] = []
    package private(set) var total = 0

    package init(capacity: Int) {
        self.capacity = capacity
    }

    package mutating func append(_ element: @autoclosure () -> Element) {
        total += 1
        if elements.count < capacity { elements.append(element()) }
    }

    /// Appends the first elements of another list.
    ///
    /// - Parameter total: How many elements that list has.
    package mutating func append(contentsOf first: [Element], total: Int) {
        self.total += total
        elements.append(contentsOf: first.prefix(max(0, capacity - elements.count)))
    }
}
