/// Text for HTML.
enum HTMLText {
    /// The text with the characters that HTML gives a meaning escaped.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A line in which `backticks` mark code.
    static func line(_ text: some StringProtocol) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? escaped(part) : "<code>\(escaped(part))</code>"
        }.joined()
    }

    /// Paragraphs and lists as `openapi.yaml` writes them: a blank line ends a paragraph, and `- ` begins an element.
    static func paragraphs(_ text: String) -> String {
        var result = ""
        for paragraph in text.split(separator: "\n\n") {
            let lines = paragraph.split(separator: "\n")
            guard let first = lines.firstIndex(where: { $0.hasPrefix("- ") }) else {
                result += "<p>\(line(lines.joined(separator: " ")))</p>\n"
                continue
            }
            if first > 0 { result += "<p>\(line(lines[..<first].joined(separator: " ")))</p>\n" }
            var elements: [String] = []
            for text in lines[first...] {
                if text.hasPrefix("- ") {
                    elements.append(String(text.dropFirst(2)))
                } else if let last = elements.popLast() {
                    elements.append(last + " " + text.withoutBlanks)
                }
            }
            result += "<ul>" + elements.map { "<li>\(line($0))</li>" }.joined() + "</ul>\n"
        }
        return result
    }

    /// A table; the cells are HTML already.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        "<div class=\"table\"><table><thead><tr>"
            + heads.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead><tbody>"
            + rows.map { row in
                "<tr>"
                    + row.enumerated().map { index, cell in
                        index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
                    }.joined() + "</tr>"
            }.joined(separator: "\n") + "</tbody></table></div>\n"
    }
}
