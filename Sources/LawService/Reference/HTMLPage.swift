import HTTPMessage

/// A page without scripts. Its one style sheet stands in the page, and the policy names it by its digest.
enum HTMLPage {
    /// The type of its answer.
    static let type: HTTPFieldValue = "text/html; charset=utf-8"

    static func bytes(title: String, body: String) -> [UInt8] {
        let text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTMLText.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
        return Array(text.utf8)
    }

    /// Nothing but the style of the page itself may be used (CSP Level 3 §2.3.1).
    static let policy = HTTPFieldValue(
        "default-src 'none'; style-src 'sha256-\(SHA256Digest(style).base64)'; frame-ancestors 'none'; base-uri 'none'"
    )

    private static let style = """
        :root { color-scheme: light dark; --ink: #1c2127; --soft: #56606b; --paper: #fff; --band: #f3f5f7; --line: #d9dee3; --accent: #0b5cad; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --soft: #a3adb8; --paper: #14181c; --band: #1e242a; --line: #353d46; --accent: #79b8ff; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
        a { color: var(--accent); }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 4px 8px; }
        nav { padding: 16px 20px; background: var(--band); font-size: 14px; }
        nav h2 { margin: 16px 0 4px; padding: 0; border: 0; font-size: 13px; color: var(--soft); }
        nav li { padding-left: 58px; text-indent: -58px; }
        nav .method { text-indent: 0; }
        nav ul { margin: 0; padding: 0; list-style: none; }
        nav a { text-decoration: none; overflow-wrap: anywhere; }
        main { padding: 16px 20px 64px; min-width: 0; max-width: 1100px; }
        h1 { font-size: 26px; margin: 0 0 8px; }
        h2 { font-size: 21px; margin: 40px 0 8px; padding-top: 12px; border-top: 1px solid var(--line); }
        h3 { font-size: 17px; margin: 32px 0 8px; overflow-wrap: anywhere; }
        h4 { font-size: 15px; margin: 16px 0 4px; }
        code, pre { font: 13px/1.45 ui-monospace, monospace; }
        code { background: var(--band); padding: 1px 4px; border-radius: 3px; overflow-wrap: anywhere; }
        pre { background: var(--band); padding: 10px 12px; overflow-x: auto; border-radius: 4px; }
        pre code { padding: 0; background: none; overflow-wrap: normal; }
        .method { display: inline-block; min-width: 52px; margin-right: 6px; color: var(--soft); font: 600 13px ui-monospace, monospace; }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
        th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
        thead th { color: var(--soft); font-weight: 600; }
        tbody th { font-weight: 400; white-space: nowrap; }
        .note { color: var(--soft); }
        @media (min-width: 900px) {
          .reference { display: grid; grid-template-columns: 290px minmax(0, 1fr); }
          nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; }
          main { padding: 24px 40px 64px; }
        }
        @media print { nav { display: none; } }
        """
}
