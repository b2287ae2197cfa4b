import Foundation

/// A log in memory: the items of all users, one user after another.
struct InMemoryLog {
    var items: [UInt32] = []
    var lengths: [Int] = []

    init() {}

    /// - Parameter argument: The number of tokens to generate, or a file of `user item` lines grouped by user.
    init(_ argument: String) throws {
        if let tokens = Int(argument) {
            self = SyntheticLog.make(tokens: tokens, seed: seed)
            return
        }
        var user: Substring?
        let text = try String(contentsOfFile: argument, encoding: .utf8)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 2, let item = UInt32(fields[1]) else { throw Malformed(line: String(line)) }
            if fields[0] == user { lengths[lengths.count - 1] += 1 } else { lengths.append(1) }
            user = fields[0]
            items.append(item)
        }
    }

    /// A line that does not follow the format.
    struct Malformed: Error {
        let line: String
    }

    func forEachUser(_ body: (Int, UnsafeBufferPointer<UInt32>) -> Void) {
        items.withUnsafeBufferPointer { items in
            var begin = 0
            for (user, length) in lengths.enumerated() {
                body(user, UnsafeBufferPointer(rebasing: items[begin..<(begin + length)]))
                begin += length
            }
        }
    }

    /// `{"sequences":[[…],…]}`
    var json: [UInt8] {
        var text = Array("{\"sequences\":[".utf8)
        text.reserveCapacity(items.count * 8)
        forEachUser { user, sequence in
            text.append(contentsOf: (user > 0 ? ",[" : "[").utf8)
            for (place, item) in sequence.enumerated() {
                if place > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(Int(item), to: &text)
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(contentsOf: "]}".utf8)
        return text
    }

    /// `user item` lines, grouped by user.
    var lines: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(items.count * 14)
        forEachUser { user, sequence in
            for item in sequence {
                Self.append(user, to: &text)
                text.append(UInt8(ascii: " "))
                Self.append(Int(item), to: &text)
                text.append(UInt8(ascii: "\n"))
            }
        }
        return text
    }

    private static func append(_ integer: Int, to text: inout [UInt8]) {
        let begin = text.count
        var rest = integer
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        text[begin...].reverse()
    }
}
