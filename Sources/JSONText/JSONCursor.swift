/// A value of a tree, with its place and the collector of faults.
///
/// A typed accessor that fails reports the fault and returns nil. So a decoder reads everything it can, then calls
/// `faults.throwIfAny()` once:
///
///     let faults = JSONFaultCollector()
///     let members = JSONCursor(tree, faults: faults).members(known: ["layers", "dim"])
///     let layers = members?.required("layers")?.integer(in: 1...1_024)
///     let dim = members?.optional("dim")?.number(in: 1...)
///     try faults.throwIfAny()
public struct JSONCursor: Sendable {
    public let value: JSONValue
    public let pointer: JSONPointer
    public let faults: JSONFaultCollector

    public init(_ value: JSONValue, at pointer: JSONPointer = .root, faults: JSONFaultCollector) {
        self.value = value
        self.pointer = pointer
        self.faults = faults
    }

    public var isNull: Bool { value == .null }

    /// Reports that this value breaks a rule of the caller.
    public func report(_ message: String) {
        faults.add(.rule(message), at: pointer)
    }

    public func string() -> String? {
        guard case .string(let text) = value else { return wrongKind(expected: "a string") }
        return text
    }

    /// A string that is a raw value of `Choice`.
    public func choice<Choice>(of type: Choice.Type = Choice.self) -> Choice?
    where Choice: CaseIterable & RawRepresentable, Choice.RawValue == String {
        guard let text = string() else { return nil }
        guard let choice = Choice(rawValue: text) else {
            faults.add(.notOneOf(Choice.allCases.map(\.rawValue), found: text), at: pointer)
            return nil
        }
        return choice
    }

    public func bool() -> Bool? {
        guard case .bool(let value) = value else { return wrongKind(expected: "true or false") }
        return value
    }

    public func integer(in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        guard case .number(let number) = value else { return wrongKind(expected: "an integer") }
        guard let integer = number.integer.flatMap(Int.init(exactly:)) else {
            // Without fraction and exponent it is an integer, but too large.
            if number.text.utf8.contains(where: { ".eE".utf8.contains($0) }) {
                faults.add(.notAnInteger(number.text), at: pointer)
            } else {
                faults.add(.outOfRange(number.text, allowed: Self.description(of: range)), at: pointer)
            }
            return nil
        }
        guard range.contains(integer) else {
            faults.add(.outOfRange(number.text, allowed: Self.description(of: range)), at: pointer)
            return nil
        }
        return integer
    }

    /// A finite number. `allowed` completes the message «… is not …» for a number that `isAllowed` refuses.
    public func number(_ allowed: String = "allowed", where isAllowed: (Double) -> Bool = { _ in true }) -> Double? {
        guard case .number(let number) = value else { return wrongKind(expected: "a number") }
        guard let double = number.double else {
            faults.add(.notRepresentable(number.text), at: pointer)
            return nil
        }
        guard isAllowed(double) else {
            faults.add(.outOfRange(number.text, allowed: allowed), at: pointer)
            return nil
        }
        return double
    }

    public func number(in range: ClosedRange<Double>) -> Double? {
        number("between \(range.lowerBound) and \(range.upperBound)") { range.contains($0) }
    }

    public func number(in range: PartialRangeFrom<Double>) -> Double? {
        number("\(range.lowerBound) or more") { range.contains($0) }
    }

    public func elements() -> JSONElements? {
        guard case .array(let elements) = value else { return wrongKind(expected: "an array") }
        return JSONElements(values: elements, pointer: pointer.asPrefix, faults: faults)
    }

    /// An object's members. Keys outside `known` are faults, unless `known` is nil.
    public func members(known: [String]? = nil) -> JSONMembers? {
        guard case .object(let object) = value else { return wrongKind(expected: "an object") }
        if let known {
            for member in object.members where !known.contains(member.key) {
                let nearest = EditDistance.nearest(to: member.key, among: known)
                faults.add(.unknownKey(member.key, nearest: nearest), at: pointer.appending(key: member.key))
            }
        }
        return JSONMembers(object: object, pointer: pointer.asPrefix, faults: faults)
    }

    private func wrongKind<Value>(expected: String) -> Value? {
        faults.add(.wrongKind(expected: expected, found: value.kind), at: pointer)
        return nil
    }

    private static func description(of range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): "within 64 bits"
        case (let low, .max): "\(low) or more"
        case (let low, let high): "between \(low) and \(high)"
        }
    }
}

/// The elements of an array as cursors, each made when it is asked for.
public struct JSONElements: Sendable, RandomAccessCollection {
    fileprivate let values: [JSONValue]
    fileprivate let pointer: JSONPointer
    fileprivate let faults: JSONFaultCollector

    public var startIndex: Int { 0 }
    public var endIndex: Int { values.count }

    public subscript(index: Int) -> JSONCursor {
        JSONCursor(values[index], at: pointer.appending(index: index), faults: faults)
    }
}

/// The members of an object as cursors.
public struct JSONMembers: Sendable {
    public let object: JSONObject
    public let pointer: JSONPointer
    public let faults: JSONFaultCollector

    /// The member; nil if it is absent or `null`.
    public func optional(_ key: String) -> JSONCursor? {
        guard let value = object[key], value != .null else { return nil }
        return JSONCursor(value, at: pointer.appending(key: key), faults: faults)
    }

    /// The member; its absence is a fault. A `null` is returned, and the accessor refuses it.
    public func required(_ key: String) -> JSONCursor? {
        guard let value = object[key] else {
            faults.add(.missing, at: pointer.appending(key: key))
            return nil
        }
        return JSONCursor(value, at: pointer.appending(key: key), faults: faults)
    }

    /// All members in document order.
    public var all: [(key: String, cursor: JSONCursor)] {
        object.members.map { ($0.key, JSONCursor($0.value, at: pointer.appending(key: $0.key), faults: faults)) }
    }
}
