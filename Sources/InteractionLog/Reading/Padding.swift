import TableReading

/// The label that is no item.
struct Padding: Sendable {
    /// Its integer, if it is one.
    private(set) var integer: UInt32?
    private var wideInteger: Int64?
    private var text: [UInt8]?

    init(_ label: String? = nil) {
        guard let label else { return }
        Label.withLabel(of: label) { label in
            switch label {
            case .integer(let value)?:
                wideInteger = value
                integer = UInt32(exactly: value)
            case .text(let bytes)?: text = Array(bytes)
            case nil: break
            }
        }
    }

    func isLabel(_ label: Label) -> Bool {
        switch label {
        case .integer(let value): value == wideInteger
        case .text(let bytes): text.map { $0.count == bytes.count && $0.elementsEqual(bytes) } ?? false
        }
    }
}
