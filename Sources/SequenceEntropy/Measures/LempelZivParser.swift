import ElementaryFunctions
import ResourceMetering

/// Lempel-Ziv entropy of label sequences: n·ln n / ΣΛ.
///
/// From each start i, Λ is the length of the shortest substring that is not in the dictionary yet, which then enters it; or
/// the length of the rest plus 1 if the sequence ends first. Extending the substring item by item costs ΣΛ steps, which is
/// quadratic for a constant sequence. But all prefixes of a known substring are known, so the length can be found by
/// doubling and bisection. A lookup compares classes of substrings, never hashes: O(n log² n) in the worst case.
struct LempelZivParser: Sendable {
    private var known = LempelZivDictionary()
    private var classes = SubstringClasses()

    /// Memory in bytes.
    var bytes: Int { known.bytes + classes.bytes }

    /// The most memory after a sequence of `items` items, in bytes.
    static func bytes(items: Int) -> Int {
        LempelZivDictionary.bytes(substrings: items) + SubstringClasses.bytes(items: items)
    }

    /// ΣΛ over all starts.
    ///
    /// - Parameters:
    ///   - marks: For each item: 0 if it occurs nowhere else in the sequence. No other substring contains it, so none that does is
    ///     looked up or kept.
    ///   - table: Scratch memory.
    mutating func sumOfLengths(
        of sequence: UnsafeBufferPointer<UInt32>,
        marks: UnsafeBufferPointer<UInt8>,
        table: inout PatternTable,
        tally: inout WorkTally
    ) -> Int {
        precondition(sequence.count <= PatternTable.mostKeys, "a sequence has fewer than 2^31 items")
        precondition(marks.count >= sequence.count, "each item has a mark")
        classes.removeAll()
        let repeated = marks[..<sequence.count].reduce(0) { $0 + Int($1) }
        return Self.sumOfLengths(of: sequence, marks, repeated, &known, &classes, &table, &tally)
    }

    private static func sumOfLengths(
        of sequence: UnsafeBufferPointer<UInt32>,
        _ marks: UnsafeBufferPointer<UInt8>,
        _ repeated: Int,
        _ known: inout LempelZivDictionary,
        _ classes: inout SubstringClasses,
        _ table: inout PatternTable,
        _ tally: inout WorkTally
    ) -> Int {
        let length = sequence.count
        let meter = tally.meter
        // Each start inserts one substring at most, and only a marked one does.
        return known.withEmpty(substrings: repeated) { known in
            var sum = 0
            var lookups = 0
            // The first item from the start on that occurs nowhere else.
            var unique = 0
            for start in 0..<length {
                if start & 0xFFF == 0xFFF {
                    tally.spend(lookups * WorkUnits.lempelZivLookup)
                    lookups = 0
                    if meter.isStopped { return sum }
                }
                if unique <= start {
                    unique = start
                    while unique < length, marks[unique] != 0 { unique += 1 }
                    if unique == start {
                        sum += 1
                        continue
                    }
                }
                // Longer substrings contain that item, or are longer than the rest.
                let longest = unique - start
                lookups += 1
                if known.insert(SubstringClasses.key(sequence[start]), length: 1) {
                    sum += 1
                    continue
                }
                func contains(_ length: Int) -> Bool {
                    lookups += 1
                    return known.contains(classes.key(sequence, start, length, &table, meter), length: length)
                }
                var knownLength = 1
                var probe = 2
                while probe <= longest, contains(probe) {
                    knownLength = probe
                    probe *= 2
                }
                var unknownLength = min(probe, longest + 1)
                while unknownLength - knownLength > 1 {
                    let middle = knownLength + (unknownLength - knownLength) / 2
                    if contains(middle) { knownLength = middle } else { unknownLength = middle }
                }
                if unknownLength <= longest {
                    lookups += 1
                    _ = known.insert(classes.key(sequence, start, unknownLength, &table, meter), length: unknownLength)
                }
                sum += unknownLength
            }
            tally.spend(lookups * WorkUnits.lempelZivLookup)
            return sum
        }
    }

    /// In nats per item; 0 for an empty sequence.
    static func entropy(length: Int, sumOfLengths: Int) -> Double {
        sumOfLengths == 0 ? 0 : Double(length) * Elementary.log(Double(length)) / Double(sumOfLengths)
    }
}
