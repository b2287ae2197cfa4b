import JSONText

extension JSONCursor {
    /// A whole number in a range. `16.0` is accepted too.
    func wholeNumber(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = value else { return integer(in: range) }
        if let plain = number.integer.flatMap(Int.init(exactly:)), range.contains(plain) { return plain }
        guard case .value(let whole) = WholeNumber.parse(number.text), range.contains(whole) else {
            return integer(in: range)
        }
        return whole
    }
}
