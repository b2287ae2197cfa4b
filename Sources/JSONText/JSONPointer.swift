/// A place in a JSON text by RFC 6901, such as `/experiments/3/dim`; empty for the whole text.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public static let root = JSONPointer(description: "")

    private init(description: String) {
        self.description = description
    }

    public func appending(key: String) -> JSONPointer {
        var text = description
        text.append("/")
        // Section 3: `~` becomes `~0` and `/` becomes `~1`.
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text.append("~0")
            case "/": text.append("~1")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(description: text)
    }

    public func appending(index: Int) -> JSONPointer {
        JSONPointer(description: "\(description)/\(index)")
    }
}
