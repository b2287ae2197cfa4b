/// A part of a plot's specification: a JSON value that is written as a literal.
indirect enum PlotValue: Encodable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([PlotValue])
    case object([String: PlotValue])

    init(_ value: Double) { self = .number(value) }

    init(_ value: Int) { self = .number(Double(value)) }

    /// A value, or null.
    init(_ value: Double?) { self = value.map { .number($0) } ?? .null }

    init(_ values: [Double]) { self = .array(values.map { .number($0) }) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// The object with the members of another one, which replace its own. Other values stay as they are.
    func merging(_ members: [String: PlotValue]) -> PlotValue {
        guard case .object(let own) = self else { return self }
        return .object(own.merging(members) { _, new in new })
    }
}

extension PlotValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .string(value) }
}

extension PlotValue: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int) { self = .number(Double(value)) }
}

extension PlotValue: ExpressibleByFloatLiteral {
    init(floatLiteral value: Double) { self = .number(value) }
}

extension PlotValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension PlotValue: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: PlotValue...) { self = .array(elements) }
}

extension PlotValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, PlotValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
