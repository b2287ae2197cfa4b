/// The reference of the HTTP interface, made from `openapi.yaml`.
struct ReferencePage {
    private let document: YAMLValue
    private let schemas = SchemaText()

    init(_ document: YAMLValue) {
        self.document = document
    }

    private struct Operation {
        let method: String
        let path: String
        let content: YAMLValue
        /// The parameters of the path and of the operation.
        let parameters: [YAMLValue]

        var anchor: String { content["operationId"]?.string ?? "\(method)-\(path)" }
    }

    static let title = "performance-law: reference"

    var body: String {
        let tags = document["tags"]?.elements ?? []
        let operations = self.operations
        var text = "<a class=\"skip\" href=\"#content\">To the content</a>\n<div class=\"reference\">\n"
        text += navigation(tags, operations)
        text += "<main id=\"content\">\n<h1>Reference</h1>\n"
        text += HTMLText.paragraphs(document["info"]?["description"]?.string ?? "")
        text += "<p class=\"note\">This page is made from <a href=\"/openapi.yaml\">openapi.yaml</a>, version "
        text += HTMLText.escaped(document["info"]?["version"]?.string ?? "") + ".</p>\n"
        for tag in tags {
            let name = tag["name"]?.string ?? ""
            text += "<h2 id=\"tag-\(HTMLText.escaped(name))\">\(heading(tag))</h2>\n"
            for operation in operations where operation.content["tags"]?.elements.first?.string == name {
                text += section(operation)
            }
        }
        text += "<h2 id=\"problems\">Problems</h2>\n<p>A refusal is a problem document. Its <code>type</code> is the "
        text += "address of a page that says what to do.</p>\n"
        text += HTMLText.table(
            ["Status", "Problem", "Meaning"],
            Problem.Code.allCases.sorted { ($0.status, $0.rawValue) < ($1.status, $1.rawValue) }.map { code in
                ["\(code.status)", "<a href=\"\(code.page)\">\(code.rawValue)</a>", HTMLText.escaped(code.title)]
            }
        )
        text += "<h2 id=\"schemas\">Schemas</h2>\n"
        for schema in document["components"]?["schemas"]?.entries ?? [] { text += section(schema) }
        return text + "</main>\n</div>"
    }

    private var operations: [Operation] {
        (document["paths"]?.entries ?? []).flatMap { path in
            path.value.entries.filter { ["get", "post", "delete"].contains($0.key) }.map { entry in
                let shared = path.value["parameters"]?.elements ?? []
                return Operation(
                    method: entry.key.uppercased(),
                    path: path.key,
                    content: entry.value,
                    parameters: (shared + (entry.value["parameters"]?.elements ?? [])).map(resolved)
                )
            }
        }
    }

    private func heading(_ tag: YAMLValue) -> String {
        HTMLText.escaped(tag["description"]?.string ?? tag["name"]?.string ?? "")
    }

    private func navigation(_ tags: [YAMLValue], _ operations: [Operation]) -> String {
        var text = "<nav aria-label=\"Contents\">\n"
        for tag in tags {
            text += "<h2>\(heading(tag))</h2>\n<ul>\n"
            for operation in operations where operation.content["tags"]?.elements.first?.string == tag["name"]?.string {
                text += "<li><a href=\"#\(HTMLText.escaped(operation.anchor))\"><span class=\"method\">"
                // A long path may break behind a slash.
                let path = HTMLText.escaped(operation.path).replacing("/", with: "/<wbr>")
                text += "\(operation.method)</span>\(path)</a></li>\n"
            }
            text += "</ul>\n"
        }
        return text
            + "<h2>More</h2>\n<ul><li><a href=\"#problems\">Problems</a></li><li><a href=\"#schemas\">Schemas</a></li></ul>\n</nav>\n"
    }

    private func section(_ operation: Operation) -> String {
        let anchor = HTMLText.escaped(operation.anchor)
        var text = "<h3 id=\"\(anchor)\"><span class=\"method\">\(operation.method)</span>"
        text += "\(HTMLText.escaped(operation.path))</h3>\n"
        text += "<p>\(HTMLText.line(operation.content["summary"]?.string ?? "")).</p>\n"
        text += HTMLText.paragraphs(operation.content["description"]?.string ?? "")
        if !operation.parameters.isEmpty {
            text +=
                "<h4>Parameters</h4>\n"
                + HTMLText.table(
                    ["Name", "Values", "Meaning"],
                    operation.parameters.map(row(ofParameter:))
                )
        }
        if let content = operation.content["requestBody"]?["content"]?.entries {
            text += "<h4>Body</h4>\n"
            text += HTMLText.table(["Type", "Content", "Meaning"], content.map(row(ofContent:)))
        }
        let answers = operation.content["responses"]?.entries ?? []
        text += "<h4>Answers</h4>\n"
        text += HTMLText.table(["Status", "Content", "Meaning"], answers.map(row(ofAnswer:)))
        return text
    }

    private func row(ofParameter parameter: YAMLValue) -> [String] {
        let schema = parameter["schema"] ?? .map([])
        let isRequired = parameter["required"]?.string == "true"
        let place = parameter["in"]?.string == "path" ? " <span class=\"note\">in the path</span>" : ""
        let meaning = parameter["description"]?.string.map {
            HTMLText.line($0.split(separator: "\n").joined(separator: " "))
        }
        return [
            "<code>\(HTMLText.escaped(parameter["name"]?.string ?? ""))</code>\(place)",
            schemas.words(schema) + (isRequired ? "" : " <span class=\"note\">optional</span>"),
            [meaning, schemas.description(schema)].compactMap { $0 }.joined(separator: " "),
        ]
    }

    private func row(ofContent content: YAMLValue.Entry) -> [String] {
        let schema = content.value["schema"] ?? .map([])
        // A table in text has no schema.
        let words = schemas.words(schema)
        return [
            "<code>\(HTMLText.escaped(content.key))</code>", words.isEmpty ? "text" : words,
            schemas.description(schema),
        ]
    }

    private func row(ofAnswer answer: YAMLValue.Entry) -> [String] {
        let answer = YAMLValue.Entry(key: answer.key, value: resolved(answer.value))
        let schema = answer.value["content"]?.entries.first?.value["schema"]
        return [
            HTMLText.escaped(answer.key), schema.map(schemas.words) ?? "",
            HTMLText.line((answer.value["description"]?.string ?? "").split(separator: "\n").joined(separator: " ")),
        ]
    }

    private func section(_ schema: YAMLValue.Entry) -> String {
        let name = HTMLText.escaped(schema.key)
        var text = "<h3 id=\"schema-\(name)\">\(name)</h3>\n"
        if let description = schema.value["description"]?.string { text += HTMLText.paragraphs(description) }
        let parts = [schema.value] + (schema.value["allOf"]?.elements ?? [])
        let bases = parts.compactMap { $0["$ref"]?.string }
        if !bases.isEmpty { text += "<p>All of \(bases.map(SchemaText.link).joined(separator: ", ")), and:</p>\n" }
        let rows = parts.flatMap(schemas.rows)
        if rows.isEmpty { return text + "<p>\(schemas.words(schema.value))</p>\n" }
        return text + HTMLText.table(["Name", "Values", "Meaning"], rows)
    }

    /// What a reference within the document stands for.
    private func resolved(_ value: YAMLValue) -> YAMLValue {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .map([]) }
    }
}
