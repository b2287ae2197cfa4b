/// A first line such as `sep=;`, with which a file tells Excel how its fields are separated.
struct DialectLine {
    let delimiter: Delimiter
    /// Bytes of the line and of what stands before it, its line end included.
    let length: Int

    /// - Returns: Nil if the text does not begin with such a line.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard let begin = text.firstIndex(where: { !$0.isLineEnd }) else { return nil }
        guard let end = text[begin...].firstIndex(where: \.isLineEnd), end - begin <= 16 else { return nil }
        var line = String(decoding: text[begin..<end], as: UTF8.self)
        if line.hasPrefix("\""), line.hasSuffix("\"") { line = String(line.dropFirst().dropLast()) }
        guard line.lowercased().hasPrefix("sep=") else { return nil }
        let mark = line.dropFirst(4)
        // A program that fills rows up writes the delimiter again.
        guard let first = mark.first, mark.allSatisfy({ $0 == first }) || mark == "\\t" else { return nil }
        do throws(TableFault) {
            delimiter = try Delimiter(mark == "\\t" ? "\\t" : String(first))
        } catch {
            return nil
        }
        length = end + (text[end] == 0x0D && end + 1 < text.count && text[end + 1] == 0x0A ? 2 : 1)
    }
}
