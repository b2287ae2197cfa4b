/// A Huffman code of bounded length as zlib 1.2.13 makes it (`build_tree`, `gen_bitlen`). Codes of the same size differ in
/// their lengths by how ties are broken, and the lengths are written too. So the order of every step counts.
struct HuffmanCode {
    /// How often each symbol occurs.
    var counts: [Int]
    /// The bits of each symbol, after `build`; 0 if it does not occur.
    private(set) var lengths: [Int]
    /// The last symbol that has a length.
    private var lastUsed = 0

    private let fixedBits: [Int]
    private let extraBits: [Int]
    private let longest: Int

    // Nodes are the symbols and, after them, the pairs that were joined.
    private var weights: [Int]
    private var depths: [Int]
    private var parents: [Int]
    private var bits: [Int]
    /// The heap of the nodes that have no parent, from 1 on.
    private var heap: [Int]
    private var heapCount = 0
    /// Nodes in the order in which they got a parent, the last pair first.
    private var joined: [Int] = []

    /// - Parameters:
    ///   - fixedBits: The bits of each symbol in the fixed code.
    ///   - extraBits: The bits that follow each symbol.
    ///   - longest: The most bits of a symbol.
    init(fixedBits: [Int], extraBits: [Int], longest: Int) {
        (self.fixedBits, self.extraBits, self.longest) = (fixedBits, extraBits, longest)
        let nodes = 2 * fixedBits.count
        counts = [Int](repeating: 0, count: fixedBits.count)
        lengths = counts
        (weights, depths, parents, bits) = (
            [Int](repeating: 0, count: nodes), [Int](repeating: 0, count: nodes), [Int](repeating: 0, count: nodes),
            [Int](repeating: 0, count: nodes)
        )
        heap = [Int](repeating: 0, count: nodes)
        joined.reserveCapacity(nodes)
    }

    /// The lengths that are written.
    var usedLengths: ArraySlice<Int> { lengths[...lastUsed] }

    mutating func removeAll() {
        for symbol in counts.indices { counts[symbol] = 0 }
    }

    /// Makes the code.
    ///
    /// - Returns: The bits of all symbols with this code and with the fixed one, with those that follow them.
    mutating func build() -> (made: Int, fixed: Int) {
        var unwritten = 0
        var unwrittenFixed = 0
        heapCount = 0
        lastUsed = -1
        for symbol in counts.indices {
            lengths[symbol] = 0
            if counts[symbol] > 0 {
                lastUsed = symbol
                push(symbol, weight: counts[symbol])
            }
        }
        // A code has two symbols at least. One that never occurs is not written.
        while heapCount < 2 {
            let symbol = lastUsed < 2 ? lastUsed + 1 : 0
            lastUsed = max(lastUsed, symbol)
            push(symbol, weight: 1)
            unwritten += 1
            unwrittenFixed += fixedBits[symbol]
        }
        join()
        let used = boundedLengths()
        var made = -unwritten
        var fixed = -unwrittenFixed
        for symbol in used {
            lengths[symbol] = bits[symbol]
            made += weights[symbol] * (bits[symbol] + extraBits[symbol])
            fixed += weights[symbol] * (fixedBits[symbol] + extraBits[symbol])
        }
        return (made, fixed)
    }

    /// Joins the two lightest nodes until one is left.
    private mutating func join() {
        for index in stride(from: heapCount / 2, through: 1, by: -1) { sink(index) }
        joined.removeAll(keepingCapacity: true)
        var node = counts.count
        while heapCount >= 2 {
            let first = heap[1]
            heap[1] = heap[heapCount]
            heapCount -= 1
            sink(1)
            let second = heap[1]
            joined.append(first)
            joined.append(second)
            weights[node] = weights[first] + weights[second]
            depths[node] = max(depths[first], depths[second]) + 1
            parents[first] = node
            parents[second] = node
            heap[1] = node
            node += 1
            sink(1)
        }
        joined.append(heap[1])
    }

    /// Gives each node the bits of its parent and one more, and lengthens light symbols where that is too many.
    ///
    /// - Returns: The symbols of the code, the lightest first.
    private mutating func boundedLengths() -> [Int] {
        var numbers = [Int](repeating: 0, count: longest + 1)
        var overflow = 0
        bits[heap[1]] = 0
        for node in joined.dropLast().reversed() {
            bits[node] = min(longest, bits[parents[node]] + 1)
            if bits[parents[node]] + 1 > longest { overflow += 1 }
            if node < counts.count { numbers[bits[node]] += 1 }
        }
        let symbols = joined.filter { $0 < counts.count }
        guard overflow > 0 else { return symbols }
        while overflow > 0 {
            // A symbol moves down, and one that was too deep becomes its brother.
            var length = longest - 1
            while numbers[length] == 0 { length -= 1 }
            numbers[length] -= 1
            numbers[length + 1] += 2
            numbers[longest] -= 1
            overflow -= 2
        }
        var next = symbols.makeIterator()
        for length in stride(from: longest, to: 0, by: -1) {
            for _ in 0..<numbers[length] {
                if let symbol = next.next() { bits[symbol] = length }
            }
        }
        return symbols
    }

    private mutating func push(_ node: Int, weight: Int) {
        heapCount += 1
        heap[heapCount] = node
        weights[node] = weight
        depths[node] = 0
    }

    /// Moves a node down until none of its children is lighter, or equally heavy and less deep.
    private mutating func sink(_ place: Int) {
        let node = heap[place]
        var place = place
        while 2 * place <= heapCount {
            var child = 2 * place
            if child < heapCount, precedes(heap[child + 1], heap[child]) { child += 1 }
            if precedes(node, heap[child]) { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = node
    }

    private func precedes(_ first: Int, _ second: Int) -> Bool {
        weights[first] < weights[second] || weights[first] == weights[second] && depths[first] <= depths[second]
    }
}
