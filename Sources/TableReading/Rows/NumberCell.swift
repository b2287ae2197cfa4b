/// A cell that has to be a number.
struct NumberCell {
    let text: UnsafeBufferPointer<UInt8>
    let title: String
    let column: Int
    let place: CellPlace
    /// Whether it is a JSON number, which has no thousands.
    let isNumber: Bool

    var hasPercentSign: Bool { text.contains(UInt8(ascii: "%")) }

    /// The digits of a group without its mark, and with a decimal point in its place.
    var readings: (whole: String, fraction: String) {
        let number = MeasuredParts(String(decoding: text.trimmed, as: UTF8.self))?.number ?? ""
        return (
            number.filter { $0 != "," && $0 != "." }, String(number.map { $0 == "," ? "." : $0 })
        )
    }
}
