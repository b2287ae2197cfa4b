/// A label of a row.
public enum Label {
    case integer(Int64)
    /// Valid UTF-8, during the call only.
    case text(UnsafeBufferPointer<UInt8>)
}

extension Label {
    /// Calls `body` with the label that a text stands for; a word for a missing value is none.
    public static func withLabel<Value>(of text: String, _ body: (Label?) -> Value) -> Value {
        text.withBytes { bytes in
            switch LabelText(bytes) {
            case .integer(let value): body(.integer(value))
            case .text(let count): body(.text(bytes.slice(0..<count)))
            case .missing: body(nil)
            }
        }
    }
}
