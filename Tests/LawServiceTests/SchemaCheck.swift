import JSONText
import TestSupport

@testable import LawService

/// Checks answers against the schemas of `openapi.yaml`: types, enumerations, required and unknown members.
struct SchemaCheck {
    let document: YAMLValue

    /// What is wrong with a value; empty if it is as described.
    func faults(_ value: JSONValue, _ schema: YAMLValue, at place: String = "") -> [String] {
        let parts = all(schema)
        if let choices = parts.compactMap({ $0["oneOf"] ?? $0["anyOf"] }).first {
            let results = choices.elements.map { faults(value, $0, at: place) }
            return results.contains(where: \.isEmpty) ? [] : results.min { $0.count < $1.count } ?? []
        }
        var found: [String] = []
        for part in parts {
            let types = part["type"].map { $0.elements.isEmpty ? [$0] : $0.elements }?.compactMap(\.string) ?? []
            if !types.isEmpty, !types.contains(where: { Self.isOf($0, value) }) {
                return ["\(place) is no \(types.joined(separator: " or "))"]
            }
            if let allowed = part["enum"]?.elements.compactMap(\.string), case .string(let text) = value,
                !allowed.contains(text)
            {
                found.append("\(place) is `\(text)`, which is not listed")
            }
        }
        switch value {
        case .array(let elements):
            guard let items = parts.compactMap({ $0["items"] }).first else { return found }
            return found + elements.enumerated().flatMap { faults($1, items, at: "\(place)/\($0)") }
        case .object(let object): return found + self.faults(object, parts, at: place)
        default: return found
        }
    }

    private func faults(_ object: JSONObject, _ parts: [YAMLValue], at place: String) -> [String] {
        var found: [String] = []
        let properties = parts.flatMap { $0["properties"]?.entries ?? [] }
        let others = parts.compactMap { $0["additionalProperties"] }.first
        for name in parts.flatMap({ ($0["required"]?.elements ?? []).compactMap(\.string) }) where object[name] == nil {
            found.append("\(place)/\(name) is missing")
        }
        for member in object.members {
            let described = properties.filter { $0.key == member.key }
            for property in described { found += faults(member.value, property.value, at: "\(place)/\(member.key)") }
            if described.isEmpty {
                if let others, others.string != "false" {
                    found += faults(member.value, others, at: "\(place)/\(member.key)")
                } else {
                    found.append("\(place)/\(member.key) is not described")
                }
            }
        }
        return found
    }

    /// A schema with the schemas that it refers to and combines.
    private func all(_ schema: YAMLValue) -> [YAMLValue] {
        var parts = [schema]
        if let reference = schema["$ref"]?.string { parts += all(resolved(reference)) }
        for part in schema["allOf"]?.elements ?? [] { parts += all(part) }
        return parts
    }

    func resolved(_ reference: String) -> YAMLValue {
        reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .map([]) }
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object): true
        case ("number", .number): true
        case ("integer", .number(let number)): number.integer != nil
        default: false
        }
    }
}
