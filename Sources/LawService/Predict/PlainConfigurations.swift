import LawFitting

/// The configurations of a body in their usual shape, read straight from its bytes.
///
/// Only this shape is taken: an object whose member `configurations` is an array of objects with `layers` and `dim` and nothing
/// else, whole numbers within the bounds. Whatever differs, and every fault, is left to the tree of values, which is ten times slower
/// and knows the place of a fault.
struct PlainConfigurations {
    let points: [PredictionBatch.Point]
    /// The body with an empty array in place of the configurations.
    let rest: [UInt8]

    /// Reads `text`; `nil` if it has another shape.
    init?(_ text: [UInt8]) {
        let found = text.withUnsafeBufferPointer { bytes -> (points: [PredictionBatch.Point], place: Range<Int>)? in
            var scanner = Scanner(bytes: bytes)
            return scanner.configurations()
        }
        guard let found else { return nil }
        points = found.points
        rest = text[..<found.place.lowerBound] + Array("[]".utf8) + text[found.place.upperBound...]
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        /// The elements of the only member `configurations`, and its place. The other members are only passed over: whoever reads
        /// the rest of the body finds their faults.
        mutating func configurations() -> (points: [PredictionBatch.Point], place: Range<Int>)? {
            var found: (points: [PredictionBatch.Point], place: Range<Int>)?
            guard take("{") else { return nil }
            repeat {
                guard let name = name() else { return nil }
                if bytes[name].elementsEqual("configurations".utf8) {
                    skipBlanks()
                    let start = position
                    guard found == nil, let points = points() else { return nil }
                    found = (points, start..<position)
                } else {
                    guard skipScalar() else { return nil }
                }
            } while take(",")
            return found
        }

        private mutating func points() -> [PredictionBatch.Point]? {
            guard take("[") else { return nil }
            var points: [PredictionBatch.Point] = []
            // The shortest usual element has 24 bytes.
            points.reserveCapacity(min(PredictionBatch.largestCount, (bytes.count - position) / 24))
            repeat {
                guard points.count < PredictionBatch.largestCount, let size = size() else { return nil }
                points.append(PredictionBatch.Point(size: size, dPrime: nil))
            } while take(",")
            return take("]") ? points : nil
        }

        private mutating func size() -> ModelSize? {
            var (layers, dim) = (0, 0)
            guard take("{") else { return nil }
            repeat {
                guard let name = name(), let value = wholeNumber() else { return nil }
                if layers == 0, bytes[name].elementsEqual("layers".utf8) {
                    layers = value
                } else if dim == 0, bytes[name].elementsEqual("dim".utf8) {
                    dim = value
                } else {
                    return nil
                }
            } while take(",")
            guard take("}"), layers > 0, dim > 0 else { return nil }
            return ModelSize(layers: layers, dim: dim)
        }

        /// The place of a member's name without its quotes, with the colon behind it passed.
        private mutating func name() -> Range<Int>? {
            guard let text = string(), take(":") else { return nil }
            return text
        }

        /// The place of a string without escapes.
        private mutating func string() -> Range<Int>? {
            guard take("\"") else { return nil }
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                guard bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\\") else { return nil }
                position += 1
            }
            guard position < bytes.count else { return nil }
            position += 1
            return start..<position - 1
        }

        /// A whole number from 1 to the largest size, in digits alone.
        private mutating func wholeNumber() -> Int? {
            skipBlanks()
            guard position < bytes.count, bytes[position] != UInt8(ascii: "0") else { return nil }
            var value = 0
            while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
                value = value * 10 + Int(digit)
                guard value <= ParameterReader.largestSize else { return nil }
                position += 1
            }
            // A fraction or an exponent follows at no comma or brace, so `take` refuses it.
            return value > 0 ? value : nil
        }

        private mutating func skipScalar() -> Bool {
            skipBlanks()
            guard position < bytes.count else { return false }
            if bytes[position] == UInt8(ascii: "\"") { return string() != nil }
            let start = position
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""): return false
                case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), ...0x20: return position > start
                default: position += 1
                }
            }
            return false
        }

        /// Passes blanks, and then this byte if it is the next one.
        private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: wanted) else { return false }
            position += 1
            return true
        }

        private mutating func skipBlanks() {
            while position < bytes.count {
                switch bytes[position] {
                case 0x20, 0x09, 0x0A, 0x0D: position += 1
                default: return
                }
            }
        }
    }
}
