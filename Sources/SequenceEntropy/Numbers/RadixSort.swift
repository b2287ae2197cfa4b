/// Sorts floating-point numbers by their bit patterns, one digit per pass: linear time, stable.
enum RadixSort {
    private static let digitBits = 11
    /// Below this length a comparison sort is faster.
    private static let fewValues = 2_048

    /// The indices of finite values in ascending order of the value.
    static func order(of values: UnsafeBufferPointer<Double>) -> [Int32] {
        precondition(values.count <= Int(Int32.max), "a radix sort takes fewer than 2^31 values")
        var order = (0..<Int32(values.count)).map { $0 }
        guard values.count > fewValues else {
            order.sort { values[Int($0)] < values[Int($1)] }
            return order
        }
        let keys = values.map(key)
        var next = order
        for shift in stride(from: 0, to: UInt64.bitWidth, by: digitBits) {
            pass(&order, into: &next, keys, shift: UInt64(shift))
            swap(&order, &next)
        }
        return order
    }

    /// A key that sorts like the value. Adding 0 turns −0 into 0, which it equals.
    private static func key(_ value: Double) -> UInt64 {
        let pattern = (value + 0.0).bitPattern
        return (pattern >> 63) == 1 ? ~pattern : (pattern | (1 << 63))
    }

    private static func pass(_ order: inout [Int32], into next: inout [Int32], _ keys: [UInt64], shift: UInt64) {
        let mask = UInt64((1 << digitBits) - 1)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << digitBits) { places in
            places.initialize(repeating: 0)
            for key in keys { places[Int((key >> shift) & mask)] += 1 }
            var end: Int32 = 0
            for digit in places.indices {
                let count = places[digit]
                places[digit] = end
                end += count
            }
            for index in order {
                let digit = Int((keys[Int(index)] >> shift) & mask)
                next[Int(places[digit])] = index
                places[digit] += 1
            }
        }
    }
}
