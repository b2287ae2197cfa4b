import Foundation
import TestSupport
import Testing

@Suite(
    "The page, by axe-core",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    .enabled(if: Accessibility.script != nil, "axe-core is not installed"),
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageAccessibilityTests {
    /// A small grid, of one dataset or of two. The form is one that is fitted quickly.
    private static func grid(_ data: [Double]) -> Data {
        let rows = [2, 4, 8].flatMap { layers in
            [16, 32, 64].flatMap { width in
                data.map { size in
                    let value = 0.2 + 0.01 * Double(layers) - 0.0006 * Double(layers * layers) + Double(width) / 2_000
                    return "\(layers),\(width),\(size),\(value + size / 4e8)"
                }
            }
        }
        return Data((["layers,dim,dPrime,HR@10"] + rows).joined(separator: "\n").utf8)
    }

    private func expectNothing(_ browser: Browser, _ place: String) throws {
        for isDark in [false, true] {
            try browser.theme(isDark: isDark)
            let violations = try Accessibility.violations(in: browser)
            #expect(violations.isEmpty, "\(place), \(isDark ? "dark" : "light"): \(violations.joined(separator: "\n"))")
        }
    }

    @Test("no view has a violation, in both themes and on a narrow screen")
    func views() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        let browser = try Browser()
        func show(_ fragment: String, _ ready: String) throws {
            try browser.open(service.base + fragment)
            try browser.wait(ready)
        }
        try show("/", "document.querySelector('.welcome')")
        try expectNothing(browser, "Welcome")

        for (name, form, data) in [
            ("several", "log-quadratic", [1e6, 4e6]), ("one", "log-quadratic", [1e6]), ("other", "scaling-law", [1e6]),
        ] {
            let fitted = try client.post("/fit?form=\(form)&name=\(name)", type: "text/csv", Self.grid(data))
            try #require(fitted.status < 300, "\(fitted.text)")
        }
        let log = Data("user,item\n1,a\n1,b\n1,a\n1,b\n2,a\n2,a\n2,c\n2,a\n".utf8)
        let measured = try client.post("/apen?name=clicks", type: "text/csv", log)
        try #require(measured.status == 200, "\(measured.text)")
        let suggested = "document.querySelectorAll('.side .t tbody tr').length"
        try show("/#/decide?law=several", suggested)
        try expectNothing(browser, "Decide")
        try browser.resize(width: 360, height: 780)
        try expectNothing(browser, "Decide at 360 px")
        try browser.resize(width: 1280, height: 900)

        try show("/#/experiments", "document.querySelector('#main').dataset.ready === 'experiments'")
        for rows in ["tiefe;dim;NDCG@10\n2;16;0,2\n4;32;0,3", "layers,dim,HR@10\n2,16,0.2\n4,32,0.3\n8,16,0.25"] {
            try browser.run(
                "const area = document.querySelector('textarea'); area.value = \(Browser.quoted(rows)); area.dispatchEvent(new Event('input', { bubbles: true }));"
            )
            let first = rows.split(whereSeparator: { ",;".contains($0) }).first ?? ""
            try browser.wait("document.querySelector('.plan').innerText.includes('\(first)')")
            try expectNothing(browser, "Experiments, \(first)")
        }
        let dataset = measured.json.string("dataset") ?? ""
        try show(
            "/#/data?dataset=\(dataset)",
            "document.querySelector('.result .sentence') && document.querySelectorAll('.result .panel').length >= 3"
        )
        try expectNothing(browser, "Data")
        try show("/#/compare?laws=one,other", "document.querySelectorAll('.t tbody tr').length >= 1")
        try expectNothing(browser, "Compare")
        try show("/#/stored", "document.querySelectorAll('.stored tbody tr').length")
        try expectNothing(browser, "Stored")
        try browser.press("Name")
        try browser.wait("document.querySelector('dialog[open]')")
        try expectNothing(browser, "A dialog")
        try show("/#/decide?law=nobody", "document.querySelector('.problem')")
        try expectNothing(browser, "A problem")
        for target in ["/docs", "/problems/not-found"] {
            try show(target, "document.querySelector('h1')")
            try expectNothing(browser, target)
        }
    }
}
