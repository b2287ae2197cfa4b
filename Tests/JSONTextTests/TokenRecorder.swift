import JSONText

/// Records every token with its place, to compare two readings.
struct TokenRecorder: JSONConsumer {
    private(set) var tokens: [String] = []

    mutating func beginObject(at offset: Int) { tokens.append("{ \(offset)") }
    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("key \(Array(utf8)) \(offset)")
    }
    mutating func endObject(at offset: Int) { tokens.append("} \(offset)") }
    mutating func beginArray(at offset: Int) { tokens.append("[ \(offset)") }
    mutating func endArray(at offset: Int) { tokens.append("] \(offset)") }
    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("string \(Array(utf8)) \(offset)")
    }
    mutating func integer(_ value: Int64, at offset: Int) { tokens.append("integer \(value) \(offset)") }
    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("number \(String(decoding: text, as: UTF8.self)) \(offset)")
    }
    mutating func bool(_ value: Bool, at offset: Int) { tokens.append("\(value) \(offset)") }
    mutating func null(at offset: Int) { tokens.append("null \(offset)") }

    /// Reads a text in slices that end at `cuts`.
    static func read(_ bytes: [UInt8], cuts: [Int]) -> Reading {
        var tokenizer = JSONTokenizer()
        var recorder = TokenRecorder()
        var reading = Reading()
        do throws(JSONSyntaxError) {
            var begin = 0
            for end in cuts + [bytes.count] {
                // A copy, so that a token cannot be read beyond its slice.
                try Array(bytes[begin..<end]).withUnsafeBufferPointer { (slice) throws(JSONSyntaxError) in
                    try tokenizer.feed(UnsafeRawBufferPointer(slice), to: &recorder)
                }
                begin = end
            }
            try tokenizer.finish(to: &recorder)
        } catch {
            reading.error = error
        }
        reading.tokens = recorder.tokens
        return reading
    }

    struct Reading: Equatable {
        var tokens: [String] = []
        var error: JSONSyntaxError?
    }
}
