import TableReading

/// Sequences that were read and are not delivered yet, with the codes of their labels.
struct PendingSequences: Sendable {
    private var items: [UInt32] = []
    /// The `LabelCode` of each item.
    private var codes: [UInt32] = []
    /// Where each whole sequence ends in `items`. Items after the last end belong to a sequence that is still open.
    private var ends: [Int] = []

    /// Whole sequences.
    var count: Int { ends.count }

    /// Items, including those of the open sequence.
    var tokens: Int { items.count }

    /// Memory in bytes.
    var bytes: Int { (items.capacity + codes.capacity) * 4 + ends.capacity * 8 }

    /// Adds a whole sequence.
    mutating func append(_ items: [UInt32], codes: [UInt32]) {
        self.items.append(contentsOf: items)
        self.codes.append(contentsOf: codes)
        endSequence()
    }

    /// Adds an item to the open sequence.
    mutating func append(_ item: UInt32, code: UInt32) {
        items.append(item)
        codes.append(code)
    }

    /// Adds items to the open sequence, given as integer labels below 2^31.
    mutating func append(_ integers: UnsafeBufferPointer<UInt32>, of vocabulary: inout Vocabulary) {
        vocabulary.append(integers, indices: &items, codes: &codes)
    }

    /// Adds whole sequences, of which the first one continues the open sequence.
    mutating func append(_ lists: IntegerLists, _ range: Range<Int>, of vocabulary: inout Vocabulary) {
        guard !range.isEmpty else { return }
        let begin = lists.range(range.lowerBound).lowerBound
        let end = lists.end(range.upperBound - 1)
        let before = items.count - begin
        append(UnsafeBufferPointer(rebasing: lists.items[begin..<end]), of: &vocabulary)
        for list in range { ends.append(before + lists.end(list)) }
    }

    mutating func endSequence() { ends.append(items.count) }

    /// The items of the open sequence.
    func withOpenItems<Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt32>) throws(Failure) -> Void
    ) throws(Failure) {
        let begin = ends.last ?? 0
        try items.withUnsafeBufferPointer { (items) throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: items[begin...]))
        }
    }

    /// Moves the items of the open sequence to the end of other arrays.
    ///
    /// - Returns: How many there were.
    mutating func moveOpenSequence(to otherItems: inout [UInt32], _ otherCodes: inout [UInt32]) -> Int {
        let begin = ends.last ?? 0
        let count = items.count - begin
        otherItems.append(contentsOf: items[begin...])
        otherCodes.append(contentsOf: codes[begin...])
        dropOpenSequence()
        return count
    }

    /// Drops the items of the open sequence.
    mutating func dropOpenSequence() {
        let openItems = items.count - (ends.last ?? 0)
        items.removeLast(openItems)
        codes.removeLast(openItems)
    }

    /// Drops the whole sequences; the items of the open one stay.
    mutating func removeAll() {
        let wholeItems = ends.last ?? 0
        items.removeFirst(wholeItems)
        codes.removeFirst(wholeItems)
        ends.removeAll(keepingCapacity: true)
    }

    /// Delivers the whole sequences, each with its number from 0.
    func forEachUser(of vocabulary: Vocabulary, _ body: (Int, UserSequence) -> Void) {
        withUnsafePointer(to: vocabulary) { vocabulary in
            items.withUnsafeBufferPointer { items in
                codes.withUnsafeBufferPointer { codes in
                    var begin = 0
                    for (number, end) in ends.enumerated() {
                        let sequence = UserSequence(
                            items: UnsafeBufferPointer(rebasing: items[begin..<end]),
                            codes: UnsafeBufferPointer(rebasing: codes[begin..<end]),
                            vocabulary: vocabulary
                        )
                        body(number, sequence)
                        begin = end
                    }
                }
            }
        }
    }
}
