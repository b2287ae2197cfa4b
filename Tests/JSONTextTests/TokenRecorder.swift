import JSONText

/// Writes down every token with its place, for comparing two readings.
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
                // A copy of its own, so that a token cannot be read on beyond its slice.
                let slice = Array(bytes[begin..<end])
                let outcome = slice.withUnsafeBytes { buffer in
                    Result { () throws(JSONSyntaxError) in try tokenizer.feed(buffer, to: &recorder) }
                }
                try outcome.get()
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
