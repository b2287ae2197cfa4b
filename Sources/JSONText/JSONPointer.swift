/// A place in a JSON text by RFC 6901, such as `/experiments/3/dim`; empty for the whole text.
///
/// Its text is made when it is asked for: a decoder makes a pointer to each value, and needs the text of those with faults.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// A step from a value to one of its members or elements.
    private final class Step: Sendable {
        enum Target: Sendable {
            case key(String)
            case index(Int)
        }

        let before: Step?
        let target: Target

        init(_ target: Target, after before: Step?) {
            (self.target, self.before) = (target, before)
        }
    }

    private let last: Step?

    public static let root = JSONPointer(last: nil)

    private init(last: Step?) {
        self.last = last
    }

    public func appending(key: String) -> JSONPointer { JSONPointer(last: Step(.key(key), after: last)) }

    public func appending(index: Int) -> JSONPointer { JSONPointer(last: Step(.index(index), after: last)) }

    public var description: String {
        var steps: [Step] = []
        var next = last
        while let step = next {
            steps.append(step)
            next = step.before
        }
        var text = ""
        for step in steps.reversed() {
            text.append("/")
            switch step.target {
            case .index(let index): text.append("\(index)")
            case .key(let key):
                // Section 3: `~` becomes `~0` and `/` becomes `~1`.
                for scalar in key.unicodeScalars {
                    switch scalar {
                    case "~": text.append("~0")
                    case "/": text.append("~1")
                    default: text.unicodeScalars.append(scalar)
                    }
                }
            }
        }
        return text
    }

    public static func == (left: JSONPointer, right: JSONPointer) -> Bool { left.description == right.description }

    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
