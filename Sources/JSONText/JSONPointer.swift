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

    private let before: Step?
    /// The last step, which needs no memory of its own unless another one follows it; `nil` for none.
    private let target: Step.Target?

    public static let root = JSONPointer(nil, after: nil)

    private init(_ target: Step.Target?, after before: Step?) {
        (self.target, self.before) = (target, before)
    }

    public func appending(key: String) -> JSONPointer { JSONPointer(.key(key), after: step) }

    public func appending(index: Int) -> JSONPointer { JSONPointer(.index(index), after: step) }

    private var step: Step? { target.map { Step($0, after: before) } ?? before }

    /// The same place, to which several steps are appended for less.
    var asPrefix: JSONPointer { JSONPointer(nil, after: step) }

    public var description: String {
        var targets: [Step.Target] = []
        if let target { targets.append(target) }
        var next = before
        while let step = next {
            targets.append(step.target)
            next = step.before
        }
        var text = ""
        for target in targets.reversed() {
            text.append("/")
            switch target {
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
