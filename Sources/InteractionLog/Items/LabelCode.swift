/// How the vocabulary stores a label in 32 bits: integers in 0..<2^31 as themselves, all others as a reference.
///
/// The highest bit marks a reference, the next one says to which array. Four bytes per label matter, because random
/// access to labels that do not fit the cache is most of the cost of a fingerprint.
enum LabelCode {
    case integer(UInt32)
    /// An index in `Vocabulary.wideIntegers`.
    case wideInteger(Int)
    /// An index in `Vocabulary.texts`.
    case text(Int)

    /// Integers from here on do not fit a code.
    static let integerLimit: UInt32 = 1 << 31
    /// References have indices of 30 bits.
    static let referenceLimit = 1 << 30

    private static let referenceMark: UInt32 = 1 << 31
    private static let textMark: UInt32 = 1 << 30

    init(_ code: UInt32) {
        guard code >= Self.integerLimit else {
            self = .integer(code)
            return
        }
        let index = Int(code & (Self.textMark - 1))
        self = (code & Self.textMark) == 0 ? .wideInteger(index) : .text(index)
    }

    var rawValue: UInt32 {
        switch self {
        case .integer(let integer):
            precondition(integer < Self.integerLimit, "a code holds integers below 2^31")
            return integer
        case .wideInteger(let index):
            precondition(index < Self.referenceLimit, "a code refers to fewer than 2^30 wide integers")
            return Self.referenceMark | UInt32(index)
        case .text(let index):
            precondition(index < Self.referenceLimit, "a code refers to fewer than 2^30 texts")
            return Self.referenceMark | Self.textMark | UInt32(index)
        }
    }
}
