import InteractionLog
import SequenceEntropy

extension DatasetPart {
    /// One line of JSON. Equal parts have equal bytes.
    var json: [UInt8] {
        get throws(Problem) {
            var writer = JSONWriter()
            writer.object { writer in
                writer.key("version")
                writer.integer(Self.version)
                writer.key("m")
                writer.integer(parameters.m)
                writer.key("r")
                writer.number(parameters.r)
                writer.key("maxLength")
                if let maxLength = parameters.maxLength { writer.integer(maxLength) } else { writer.null() }
                writer.key("short")
                writer.string(parameters.short.rawValue)
                writer.key("measures")
                writer.array(parameters.measures.map(\.rawValue).sorted()) { name, writer in writer.string(name) }
                writer.key("fingerprint")
                writer.string(fingerprint.hex)
                writer.key("lengths")
                Self.write(entropy.lengths, &writer)
                writer.key("apEn")
                writer.array(entropy.entropies.sorted { $0.key < $1.key }) { entry, writer in
                    writer.array([0, 1]) { index, writer in
                        if index == 0 { writer.number(entry.key) } else { writer.integer(entry.value) }
                    }
                }
                writer.key("negative")
                writer.integer(entropy.negative)
                writer.key("withoutRepeat")
                writer.integer(entropy.withoutRepeat)
                writer.key("hasFraction")
                writer.bool(entropy.hasFraction)
                writer.key("perSequence")
                Self.write(entropy.perSequence, &writer)
                writer.key("lempelZiv")
                if let digits = entropy.lempelZiv { Self.write(digits, &writer) } else { writer.null() }
                let items = items.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                writer.key("labels")
                writer.array(items) { item, writer in writer.string(String(decoding: item.key, as: UTF8.self)) }
                writer.key("counts")
                if parameters.countsItems {
                    writer.array(items) { item, writer in writer.integer(item.value) }
                } else {
                    writer.null()
                }
                if let pooled {
                    writer.key("pooled")
                    writer.object { writer in
                        writer.key("patterns")
                        Self.write(pooled.patterns, &writer)
                        writer.key("nextPatterns")
                        Self.write(pooled.nextPatterns, &writer)
                    }
                }
            }
            writer.lineFeed()
            return try writer.bytes
        }
    }

    /// Pairs in ascending order.
    private static func write(_ counts: [Int: Int], _ writer: inout JSONWriter) {
        writer.array(counts.sorted { $0.key < $1.key }) { entry, writer in
            writer.array([entry.key, entry.value]) { $1.integer($0) }
        }
    }

    /// The digits of an exact sum, without the zeros at both ends.
    private static func write(_ digits: [UInt32], _ writer: inout JSONWriter) {
        let first = digits.firstIndex { $0 != 0 } ?? 0
        let end = (digits.lastIndex { $0 != 0 } ?? -1) + 1
        writer.object { writer in
            writer.key("first")
            writer.integer(first)
            writer.key("digits")
            writer.array(first < end ? Array(digits[first..<end]) : []) { $1.integer(Int($0)) }
        }
    }
}
