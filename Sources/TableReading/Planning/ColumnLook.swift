import JSONText

/// What the cells of a column look like, without its name.
struct ColumnLook {
    private(set) var total = 0
    private(set) var missing = 0
    private(set) var integers = 0
    /// Numbers with a fraction other than zeros.
    private(set) var fractions = 0
    /// Numbers with a decimal point.
    private(set) var decimals = 0
    /// JSON arrays.
    private(set) var arrays = 0
    /// Arrays, cells in brackets, and several ids with blanks or commas between them.
    private(set) var lists = 0
    /// Single words with a digit, other than numbers.
    private(set) var ids = 0
    /// Several words with blanks or commas between them, which can be a list or a name.
    private(set) var phrases = 0
    private(set) var booleans = 0
    /// The texts of the cells that are not missing.
    private(set) var texts: [String] = []

    init(_ cells: [SampleCell]) {
        for cell in cells {
            total += 1
            if cell.isMissing {
                missing += 1
                continue
            }
            switch cell.kind {
            case .list:
                arrays += 1
                lists += 1
            case .boolean: booleans += 1
            case .absent, .null: break
            case .text, .number: count(cell.text)
            }
        }
    }

    private mutating func count(_ text: String) {
        text.withBytes { bytes in
            let bytes = bytes.trimmed
            if DecimalDigits.integer(bytes) != nil {
                integers += 1
            } else if let number = DecimalTime(bytes) {
                if number.hasFraction { fractions += 1 } else { integers += 1 }
                // pandas writes ids as `12.0`, but hardly a column of ratings as other than `5.0`, so the guess avoids both.
                if bytes.place(of: UInt8(ascii: ".")) != nil { decimals += 1 }
            } else {
                countList(bytes)
            }
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
    }

    private mutating func countList(_ text: UnsafeBufferPointer<UInt8>) {
        var elements = 0
        var ids = 0
        let reading = ListCell.read(text) { element in
            elements += 1
            if Self.isID(element) { ids += 1 }
        }
        guard reading != .other else { return }
        let hasBrackets = text.first == UInt8(ascii: "[") || text.first == UInt8(ascii: "(")
        if hasBrackets || elements > 1 && ids == elements {
            lists += 1
        } else if elements > 1 {
            phrases += 1
        } else if ids == 1 {
            self.ids += 1
        }
    }

    /// Whether a word is an integer or an id such as `i12` and `B00-7`. Words of names and titles have no digit.
    private static func isID(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.contains(where: \.isDigit)
            && word.allSatisfy { byte in
                byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    var present: Int { total - missing }

    /// Whether the cells can be labels of users or items.
    var canBeLabels: Bool {
        guard total > 0 else { return true }
        guard present > 0, lists * 2 < present, booleans * 2 < present else { return false }
        // A name may promise an id while the cells are dates.
        if case .format(let format, _) = TimeDetection.detect(Array(texts.prefix(50)), allowsNumbers: false) {
            if case .unix = format { return true }
            return texts.allSatisfy { $0.utf8.count == 8 && $0.utf8.allSatisfy(\.isDigit) }
        }
        return true
    }

    var isMostlyLists: Bool { arrays > 0 || lists > 0 && (lists + integers) * 2 > present }

    /// A list of one element looks like a label, so some lists must be longer.
    var canBeLists: Bool {
        total == 0 || lists + phrases > 0 && (lists + phrases + integers + ids) * 2 > present
    }

    var canBeNumbers: Bool { total == 0 || present > 0 && (integers + fractions) * 2 >= present }
}
