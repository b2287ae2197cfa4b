/// The joins that build windows of m and of m + 1 items from single items, two shorter windows at a time.
///
/// A step joins the windows at i and at i + offset, which lengthens them by offset. Doubling reaches m in about log₂ m steps
/// instead of m: m = 1,024 costs 11 passes over a sequence.
struct PatternSteps: Sendable {
    struct Step: Sendable, Hashable {
        let offset: Int
        /// Length of the windows that the step creates.
        let length: Int
    }

    let steps: [Step]

    init(m: Int) {
        var steps: [Step] = []
        var length = 1
        // For m = 1 an item is joined with itself, so that a step exists that counts single items.
        if m == 1 { steps.append(Step(offset: 0, length: 1)) }
        while length < m {
            let offset = min(length, m - length)
            length += offset
            steps.append(Step(offset: offset, length: length))
        }
        steps.append(Step(offset: 1, length: m + 1))
        self.steps = steps
    }
}
