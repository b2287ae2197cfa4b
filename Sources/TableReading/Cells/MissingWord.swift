/// The words with which tools write that a value is missing. None of them is a label.
enum MissingWord {
    /// - Parameter text: Without blanks around it.
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text.count {
        case 0: true
        case 2: text.equals("NA") || text.equals("\\N")
        case 3: text.equals("nan")
        case 4: text.equals("NULL") || text.equals("null") || text.equals("None")
        default: false
        }
    }
}
