import Foundation
import TestSupport

/// What axe-core finds on the page that a browser shows. `make test-setup` unpacks it from a Python package.
enum Accessibility {
    /// The script; nil if it could not be installed.
    static let script: String? = {
        let folder = Fixtures.root.appending(path: ".build/axe/lib")
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let path = files?.nextObject() as? String {
            guard path.hasSuffix("axe_playwright_python/axe.min.js") else { continue }
            return try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }
        return nil
    }()

    /// One line for each violation: the rule, and the first elements. All rules of axe-core are checked, its best practices too.
    static func violations(in browser: Browser) throws -> [String] {
        guard let script else { throw Browser.Failure(description: "axe-core is not installed") }
        try browser.run("if (!window.axe) { \(script); window.axe = axe; }")
        try browser.run(
            """
            window.axeResult = null;
            const line = item => item.id + ': ' + item.nodes.slice(0, 3)
                .map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ');
            axe.run(document, { resultTypes: ['violations'] }).then(
                result => { window.axeResult = { rules: result.passes.length, violations: result.violations.map(line) }; },
                error => { window.axeResult = { rules: 0, violations: ['axe: ' + error] }; });
            """
        )
        try browser.wait("window.axeResult !== null")
        let answer = try browser.run("return window.axeResult")
        let violations = (0..<(answer.count("value.violations") ?? 0)).compactMap {
            answer.string("value.violations.\($0)")
        }
        // A page without any rule that it passes was not looked at.
        return answer.number("value.rules") ?? 0 > 5 ? violations : violations + ["axe-core checked nothing"]
    }
}
