import Foundation
import TestSupport

/// What axe-core finds on the page that a browser shows. `make test` unpacks it from a Python package.
struct Accessibility {
    /// The script; nil where it could not be installed.
    static let script: String? = {
        let folder = Fixtures.root.appending(path: ".build/axe/lib")
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let path = files?.nextObject() as? String {
            guard path.hasSuffix("axe_core_python/axe.min.js") else { continue }
            return try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }
        return nil
    }()

    /// One line for each violation: the rule, and the first elements.
    static func violations(in browser: Browser) throws -> [String] {
        guard let script else { return [] }
        try browser.run("if (!window.axe) { \(script); window.axe = axe; }")
        try browser.run(
            """
            window.axeResult = null;
            axe.run(document, { resultTypes: ['violations'] }).then(result => {
                window.axeResult = result.violations.map(item => item.id + ': ' + item.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | '));
            }, error => { window.axeResult = ['axe: ' + error]; });
            """
        )
        try browser.wait("window.axeResult !== null")
        let answer = try browser.run("return window.axeResult")
        return (0..<(answer.count("value") ?? 0)).compactMap { answer.string("value.\($0)") }
    }
}
