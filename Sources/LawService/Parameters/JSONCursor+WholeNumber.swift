import JSONText

extension JSONCursor {
    /// A whole number in a range. `16.0` is accepted too.
    func wholeNumber(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = value, case .value(let whole) = WholeNumber.parse(number.text) else {
            return integer(in: range)
        }
        guard range.contains(whole) else { return integer(in: range) }
        return whole
    }
}
