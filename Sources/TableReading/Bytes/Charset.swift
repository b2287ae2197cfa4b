/// How a file writes characters as bytes. Raw values are the words of the HTTP contract.
public enum Charset: String, Sendable, Hashable, CaseIterable, Codable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case latin1
    case windows1252 = "windows-1252"

    /// The byte order mark that a file in this charset may begin with.
    var mark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        case .latin1, .windows1252: []
        }
    }

    /// The charset that the first three bytes state by a byte order mark.
    static func marked(_ bytes: some Collection<UInt8>) -> Charset? {
        [Charset.utf8, .utf16LittleEndian, .utf16BigEndian].first { bytes.starts(with: $0.mark) }
    }
}
