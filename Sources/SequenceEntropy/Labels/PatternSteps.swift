/// How windows of m and of m + 1 items are put together from single items by joining two shorter windows at a time.
///
/// Each step joins the windows at i and i + offset, which lengthens them by offset. Doubling reaches m in about log2 m
/// steps instead of m, so a client's m = 1,024 costs 11 passes over a sequence.
struct PatternSteps: Sendable {
    struct Step: Sendable, Hashable {
        let offset: Int
        /// Of the windows that the step makes.
        let length: Int
    }

    let steps: [Step]

    init(m: Int) {
        var steps: [Step] = []
        var length = 1
        // A single item joined with itself is that item: the step that counts items where m = 1.
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
