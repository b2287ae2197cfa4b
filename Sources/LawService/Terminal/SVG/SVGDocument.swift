import Foundation

/// Writes an SVG 1.1 document, element by element. Every text is escaped, so the result is well-formed for any name.
struct SVGDocument {
    let width: Double
    let height: Double
    private var lines: [String] = []

    /// - Parameters:
    ///   - title: the name of the picture, for screen readers and tooltips.
    ///   - description: what the picture shows, in words.
    init(width: Double, height: Double, title: String, description: String) {
        self.width = width
        self.height = height
        lines.append(#"<?xml version="1.0" encoding="UTF-8"?>"#)
        lines.append(
            #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(Self.number(width))" height="\#(Self.number(height))" "#
                + #"viewBox="0 0 \#(Self.number(width)) \#(Self.number(height))" role="img" aria-labelledby="title desc">"#
        )
        lines.append(#"<title id="title">\#(Self.escaped(title))</title>"#)
        lines.append(#"<desc id="desc">\#(Self.escaped(description))</desc>"#)
        lines.append("<style>\(Self.style)</style>")
        element("rect", ["class": "paper", "width": Self.number(width), "height": Self.number(height)])
    }

    /// The colours of both themes. A program without CSS media queries uses the light one.
    private static let style = """
        .paper{fill:#fff}
        text{font:13px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1c2733;font-variant-numeric:tabular-nums}
        .title{font-size:16px;font-weight:600}.small{font-size:11px;fill:#5a6672}.halo{paint-order:stroke;stroke:#fff;stroke-width:3px}
        .grid{stroke:#e3e7eb}.axis{stroke:#8a949e;fill:none}.frame{fill:none;stroke:#c3cad1}
        .cell{fill:#2a6f97}.contour{fill:none;stroke:#1f5673;stroke-width:1.2}.curve{fill:none;stroke:#2a6f97;stroke-width:2}
        .band{fill:#2a6f97;fill-opacity:.16}.run{fill:#fff;stroke:#1c2733;stroke-width:1.4}.best{fill:#d1495b;stroke:#fff;stroke-width:1.2}
        .maybe{stroke:#d1495b;stroke-width:3;stroke-opacity:.55;stroke-linecap:round}.hull{fill:none;stroke:#5a6672;stroke-dasharray:5 4}
        .one{stroke:#8a949e;stroke-dasharray:4 4}
        @media (prefers-color-scheme:dark){
        .paper{fill:#12181f}text{fill:#e6ebf0}.small{fill:#9aa6b2}.halo{stroke:#12181f}
        .grid{stroke:#26303a}.axis{stroke:#6b7783}.frame{stroke:#3a4550}
        .cell{fill:#61b3de}.contour{stroke:#8fcbed}.curve{stroke:#61b3de}.band{fill:#61b3de;fill-opacity:.18}
        .run{fill:#12181f;stroke:#e6ebf0}.best{fill:#ff7b8b;stroke:#12181f}.maybe{stroke:#ff7b8b}.hull{stroke:#9aa6b2}.one{stroke:#6b7783}
        }
        """

    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, title: String? = nil) {
        let start = "<\(name)" + attributes.map { #" \#($0.key)="\#(Self.escaped($0.value))""# }.joined()
        lines.append(title.map { "\(start)><title>\(Self.escaped($0))</title></\(name)>" } ?? start + "/>")
    }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func text(
        _ text: String,
        x: Double,
        y: Double,
        _ anchor: Anchor = .start,
        style: String = "",
        rotated: Bool = false
    ) {
        let turn = rotated ? #" transform="rotate(-90 \#(Self.number(x)) \#(Self.number(y)))""# : ""
        let style = style.isEmpty ? "" : #" class="\#(style)""#
        lines.append(
            #"<text x="\#(Self.number(x))" y="\#(Self.number(y))" text-anchor="\#(anchor.rawValue)"\#(style)\#(turn)>"#
                + Self.escaped(text) + "</text>"
        )
    }

    mutating func line(_ style: String, _ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) {
        element(
            "line",
            [
                "class": style, "x1": Self.number(from.x), "y1": Self.number(from.y), "x2": Self.number(to.x),
                "y2": Self.number(to.y),
            ]
        )
    }

    mutating func path(_ style: String, _ points: [(x: Double, y: Double)], isClosed: Bool = false) {
        guard let first = points.first else { return }
        var data = "M\(Self.number(first.x)) \(Self.number(first.y))"
        for point in points.dropFirst() { data += "L\(Self.number(point.x)) \(Self.number(point.y))" }
        element("path", ["class": style, "d": data + (isClosed ? "Z" : "")])
    }

    /// A run: a circle with what it is as its tooltip.
    mutating func circle(_ style: String, _ center: (x: Double, y: Double), radius: Double, title: String) {
        element(
            "circle",
            ["class": style, "cx": Self.number(center.x), "cy": Self.number(center.y), "r": Self.number(radius)],
            title: title
        )
    }

    /// A choice: a square on its corner.
    mutating func diamond(_ center: (x: Double, y: Double), radius: Double, title: String) {
        let (x, y) = center
        let corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        let data = corners.enumerated().map { ($0 == 0 ? "M" : "L") + "\(Self.number($1.0)) \(Self.number($1.1))" }
            .joined()
        element("path", ["class": "best", "d": data + "Z"], title: title)
    }

    /// The whole document.
    var text: String { (lines + ["</svg>"]).joined(separator: "\n") + "\n" }

    /// Two decimals are finer than any screen.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let text = String(format: "%.2f", min(max(value, -1e6), 1e6))
        guard text.hasSuffix("0") else { return text }
        return String(text.hasSuffix(".00") ? text.dropLast(3) : text.dropLast())
    }

    /// XML 1.0 has no way to write most control characters, so they are replaced (<https://www.w3.org/TR/xml/#charsets>).
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += " "
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (0xFFFE...0xFFFF).contains(scalar.value):
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
