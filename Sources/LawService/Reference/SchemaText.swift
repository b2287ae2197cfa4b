/// Says in a few words which values a schema allows. Other schemas are links.
struct SchemaText {
    /// A schema without a name of its own, in HTML.
    func words(_ schema: YAMLValue) -> String {
        if let reference = schema["$ref"]?.string { return Self.link(reference) }
        if let value = schema["const"] { return "<code>\(HTMLText.escaped(value.string ?? value.compact))</code>" }
        if let values = schema["enum"] {
            return values.elements.map { "<code>\(HTMLText.escaped($0.string ?? $0.compact))</code>" }
                .joined(separator: ", ")
        }
        for key in ["oneOf", "anyOf"] {
            if let choices = schema[key] { return choices.elements.map(words).joined(separator: ", or ") }
        }
        if let parts = schema["allOf"] { return parts.elements.map(words).joined(separator: " with ") }
        let types = schema["type"].map { $0.elements.isEmpty ? [$0] : $0.elements } ?? []
        return types.compactMap(\.string).map { one($0, schema) }.joined(separator: " or ")
    }

    /// The properties of a schema: name, values, description.
    func rows(_ schema: YAMLValue) -> [[String]] {
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.string))
        var rows = (schema["properties"]?.entries ?? []).map { property in
            [
                "<code>\(HTMLText.escaped(property.key))</code>",
                words(property.value)
                    + (required.contains(property.key) ? "" : " <span class=\"note\">optional</span>"),
                description(property.value),
            ]
        }
        if let others = schema["additionalProperties"], others.string != "false" {
            rows.append(["<span class=\"note\">any other key</span>", words(others), description(others)])
        }
        return rows
    }

    /// The description, the default and the first example.
    func description(_ schema: YAMLValue) -> String {
        var parts: [String] = []
        if let text = schema["description"]?.string { parts.append(HTMLText.line(Self.oneLine(text))) }
        if let value = schema["default"] {
            parts.append("Default: <code>\(HTMLText.escaped(value.string ?? value.compact))</code>.")
        }
        if let example = (schema["examples"]?.elements ?? []).first(where: { $0.string != "" }) {
            parts.append("Example: <code>\(HTMLText.escaped(example.string ?? example.compact))</code>")
        }
        return parts.joined(separator: " ")
    }

    /// The name of a schema behind a reference, as a link to its section.
    static func link(_ reference: String) -> String {
        let name = reference.split(separator: "/").last.map(String.init) ?? reference
        return "<a href=\"#schema-\(HTMLText.escaped(name))\">\(HTMLText.escaped(name))</a>"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(separator: "\n").map { String($0.withoutBlanks) }.joined(separator: " ")
    }

    private func one(_ type: String, _ schema: YAMLValue) -> String {
        switch type {
        case "array":
            let count = Self.range(schema["minItems"], schema["maxItems"], of: "elements")
            return "list of \(schema["items"].map(words) ?? "values")" + (count.isEmpty ? "" : " (\(count))")
        case "object":
            let names = (schema["properties"]?.entries ?? []).map { "<code>\(HTMLText.escaped($0.key))</code>" }
            if !names.isEmpty { return "object with " + names.joined(separator: ", ") }
            return schema["additionalProperties"].map { "object of " + words($0) } ?? "object"
        case "string":
            let count = Self.range(schema["minLength"], schema["maxLength"], of: "characters")
            return "text" + (count.isEmpty ? "" : " of \(count)")
        case "null": return "null"
        default:
            var text = type
            if let least = schema["minimum"]?.string { text += ", at least \(HTMLText.escaped(least))" }
            if let least = schema["exclusiveMinimum"]?.string { text += ", above \(HTMLText.escaped(least))" }
            if let most = schema["maximum"]?.string { text += ", at most \(HTMLText.escaped(most))" }
            if let most = schema["exclusiveMaximum"]?.string { text += ", below \(HTMLText.escaped(most))" }
            return text
        }
    }

    private static func range(_ least: YAMLValue?, _ most: YAMLValue?, of things: String) -> String {
        switch (least?.string, most?.string) {
        case (let least?, let most?): "\(least) to \(most) \(things)"
        case (let least?, nil): "at least \(least) \(things)"
        case (nil, let most?): "at most \(most) \(things)"
        case (nil, nil): ""
        }
    }
}
