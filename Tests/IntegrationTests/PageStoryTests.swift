import Foundation
import TestSupport
import Testing

@Suite(
    "The page in a real browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    // `make test` runs them alone, because a browser beside all other tests is too slow to be waited for.
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageStoryTests {
    static let hasBundle = FileManager.default.fileExists(
        atPath: Fixtures.root.appending(path: ".build/vega.js").path
    )
    private static let suggested = "[...document.querySelectorAll('.side .t tbody tr')].length === 4"

    /// No error, no warning, and no request to another host.
    private func expectQuiet(_ browser: Browser, _ base: String, _ place: String) throws {
        let lines = try browser.console()
        #expect(lines.isEmpty, "\(place): \(lines)")
        let foreign = try browser.text(
            "performance.getEntriesByType('resource').map(item => item.name).filter(name => !name.startsWith('\(base)') && !name.startsWith('blob:'))"
        )
        #expect(foreign.isEmpty, "\(place) asks \(foreign)")
    }

    /// Every control has a label, and the order of the page is that of the focus.
    private func expectLabels(_ browser: Browser, _ place: String) throws {
        let unlabelled = try browser.text(
            "[...document.querySelectorAll('main input, main select, main textarea, main button')].filter(item => !(item.labels?.length || item.getAttribute('aria-label') || item.textContent.trim())).map(item => item.outerHTML)"
        )
        #expect(unlabelled.isEmpty, "\(place): no label on \(unlabelled)")
        #expect(
            try browser.number(
                "document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length"
            ) == 0
        )
    }

    @Test("from an empty store to a decision, on a published grid")
    func decision() throws {
        let service = try RunningService(["--store", "memory:"])
        let browser = try Browser()
        try browser.open(service.base + "/")
        try browser.wait("document.querySelector('.welcome')")
        try browser.press("Open the example ml-1m")
        try browser.wait(
            "document.querySelector('#main').dataset.ready === 'decide' && document.querySelector('.grid')"
        )
        try browser.wait(Self.suggested)

        // The answer comes first, in words, and agrees with the API.
        let client = try CurlClient(base: service.base)
        let optimal = try client.get("/optimal").json
        let (layers, dim) = (Int(optimal.number("best.layers") ?? 0), Int(optimal.number("best.dim") ?? 0))
        let lead = try browser.text("document.querySelector('.answer .lead').innerText")
        #expect(lead.contains("\(layers) layers × dim \(dim)"), "\(lead)")
        #expect(lead.contains("95 %:"), "an interval stands beside the value")
        #expect(try browser.text("document.querySelector('h1').textContent") == "example ml-1m")
        #expect(
            try browser.number("document.querySelectorAll('.warn[data-code=dPrimeNotIdentifiable] .todo').length") == 1
        )
        #expect(
            try browser.number("document.querySelectorAll('.grid .t tr.on').length") == 1,
            "the used form is marked"
        )

        if Self.hasBundle {
            try browser.wait("document.querySelectorAll('.plot svg').length === 5")
            #expect(
                try browser.number("document.querySelectorAll('.surface .plot .mark-symbol.role-mark path').length")
                    ?? 0 >= 25
            )
            #expect(
                try browser.number("document.querySelectorAll('.surface .plot .mark-path path').length") ?? 0 > 8,
                "contours"
            )
            #expect(
                try browser.number("document.querySelectorAll('.surface .plot .mark-rule line').length") ?? 0 > 20,
                "hatching"
            )
            #expect(
                try browser.text("document.querySelector('.surface .plot').textContent").contains("\(layers) × \(dim)")
            )
        } else {
            #expect(try browser.text("document.querySelector('.surface').innerText").contains("make setup"))
        }

        // A slider, by keyboard: the prediction, the address and the cut follow.
        let before = try browser.text("document.querySelector('.pred').innerText")
        try browser.run("document.querySelector('.slide input').focus()")
        for _ in 0..<3 { try browser.key(Browser.right) }
        try browser.wait("document.querySelector('.pred').innerText.startsWith('\(layers + 3) × ')")
        #expect(try browser.text("document.querySelector('.pred').innerText") != before)
        try browser.wait("location.hash.includes('layers=\(layers + 3)')")
        try browser.wait(
            "[...document.querySelectorAll('.cut h2')].some(item => item.textContent.includes('at \(layers + 3) layers'))"
        )
        let prediction = try client.get("/predict?layers=\(layers + 3)&dim=\(dim)").json
        let shown = try browser.number("Number(document.querySelector('.pred .v2').textContent)") ?? 0
        #expect(abs(shown - (prediction.number("predictions.HR@10.value") ?? 0)) < 1e-4)

        // A budget: the choice keeps to it, and its cost is said.
        try browser.run(
            """
            const input = document.querySelectorAll('.slide input')[2];
            input.value = String(Math.round(input.max / 2));
            input.dispatchEvent(new Event('input', { bubbles: true }));
            """
        )
        try browser.wait(
            "document.querySelector('.answer .lead').innerText.includes('within the budget') && document.querySelector('.answer').children.length === 5"
        )
        try browser.wait("location.hash.includes('amount=')")
        let hash = try browser.text("location.hash")
        let amount = try #require(hash.firstMatch(of: /amount=([0-9.]+)/).flatMap { Double($0.1) })
        let bounded = try client.get("/optimal?maxParameters=\(Int(amount))").json
        let text = try browser.text("document.querySelector('.answer').innerText")
        #expect(
            text.contains(
                "\(Int(bounded.number("best.layers") ?? 0)) layers × dim \(Int(bounded.number("best.dim") ?? 0))"
            ),
            "\(text)"
        )
        #expect(text.contains("with") && text.contains("Left on the table"))
        try browser.wait(Self.suggested)

        // The address restores the view.
        try browser.open(service.base + "/" + hash)
        try browser.wait(
            "document.querySelector('#main').dataset.ready === 'decide' && document.querySelector('.answer').children.length === 5"
        )
        #expect(try browser.text("document.querySelector('.answer').innerText") == text)
        #expect(try browser.text("document.querySelector('.pred').innerText").hasPrefix("\(layers + 3) × "))

        try browser.wait(Self.suggested)
        try expectLabels(browser, "Decide")
        try expectQuiet(browser, service.base, "Decide")
        #expect(try browser.number("document.documentElement.scrollWidth - innerWidth") ?? 1 <= 0)
        try browser.resize(width: 360, height: 780)
        #expect(
            try browser.number("document.documentElement.scrollWidth - 360") ?? 1 <= 0,
            "nothing sticks out at 360 px"
        )
        let order = try browser.text(
            "document.querySelector('.surface').getBoundingClientRect().top < document.querySelector('.controls').getBoundingClientRect().top"
        )
        #expect(order == "true", "on a narrow screen the surface comes before the controls")
    }

    @Test("an awkward table: what is not recognised is asked, and can be changed")
    func awkwardTable() throws {
        let service = try RunningService(["--store", "memory:"])
        let browser = try Browser()
        try browser.open(service.base + "/#/experiments")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        // Semicolons, decimal commas, a percentage, a missing value, an unknown name, and a cell that looks like markup.
        let rows = [2, 4, 8].flatMap { layers in
            [16, 32, 64].map { width in
                let value = 20 + 2 * Double(layers).squareRoot() + Double(width) / 20 - Double(layers * width) / 300
                return
                    "\(layers);\(width);<img src=x onerror=alert(1)>;\(String(format: "%.2f", value).replacingOccurrences(of: ".", with: ",")) %"
            }
        }
        let table = (["tiefe;breite;kommentar;NDCG@10"] + rows + ["16;16;no result;-"]).joined(separator: "\r\n")
        try browser.run(
            "const area = document.querySelector('textarea'); area.value = \(Browser.quoted(table)); area.dispatchEvent(new Event('input', { bubbles: true }));"
        )
        // Nobody knows these words, so the page asks, and nothing can be fitted yet.
        try browser.wait("document.querySelector('.plan .problem, .plan .question')")
        #expect(
            try browser.text(
                "[...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law').disabled"
            ) == "true"
        )
        #expect(try browser.number("document.querySelectorAll('main img').length") == 0, "cells are text")
        let choose = { (column: String, role: String) in
            try browser.wait("document.querySelector('[aria-label=\"Role of column \(column)\"]')")
            try browser.run(
                "const choice = document.querySelector('[aria-label=\"Role of column \(column)\"]'); choice.value = '\(role)'; choice.dispatchEvent(new Event('change', { bubbles: true }));"
            )
            try browser.wait("document.querySelector('[aria-label=\"Role of column \(column)\"]')?.value === '\(role)'")
        }
        try choose("tiefe", "layers")
        try choose("breite", "dim")
        try browser.wait(
            "![...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law').disabled"
        )
        #expect(try browser.text("document.querySelector('.plan').innerText").contains("semicolon"))
        try expectLabels(browser, "Experiments")
        try browser.press("Fit a law")
        try browser.wait("document.querySelector('#main').dataset.ready === 'decide'")
        #expect(try browser.text("document.querySelector('.answer .lead').innerText").contains("NDCG@10"))
        #expect(try browser.text("document.querySelector('.sub').innerText").contains("layers 2–8, dim 16–64"))
        try expectQuiet(browser, service.base, "Experiments")
    }

    @Test("a log is measured, then found, named, compared and deleted")
    func data() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        for name in ["ml-1m-len100-hr10", "kuairand-len50-hr10"] {
            _ = try client.post("/fit?name=\(name)", type: "text/csv", try Fixtures.example("\(name).csv"))
        }
        let browser = try Browser()
        try browser.open(service.base + "/#/data")
        try browser.wait("document.querySelector('#main').dataset.ready === 'data'")
        try browser.press("Example Wikipedia edits")
        try browser.wait("document.querySelector('.plan').innerText.includes('Recognised')")
        #expect(try browser.text("document.querySelector('.plan').innerText").contains("gzip"))
        try browser.run(
            "const input = [...document.querySelectorAll('label')].find(item => item.textContent === 'Last items of each user').control; input.value = 'all,20,50';"
        )
        try browser.press("Measure")
        try browser.wait(
            "document.querySelector('.result .sentence') && document.querySelectorAll('.result .panel').length === 4"
        )
        let dataset = try client.get("/datasets/wikipedia-edits").json
        let text = try browser.text("document.querySelector('.result').innerText")
        #expect(text.contains("157 474 interactions"), "\(text)")
        #expect(dataset.number("tokens") == 157_474)
        #expect(text.contains("D′ against the length"))
        if Self.hasBundle { try browser.wait("document.querySelectorAll('.result .plot svg').length === 3") }
        #expect(try browser.text("location.hash").contains("dataset=ds_"))
        try expectLabels(browser, "Data")

        try browser.open(service.base + "/#/stored")
        try browser.wait("document.querySelectorAll('.stored tbody tr').length === 5")
        try browser.press("Name")
        try browser.wait("document.querySelector('dialog[open] input[type=text]')")
        try browser.run("document.querySelector('dialog input[type=text]').value = 'renamed'")
        try browser.press("Give the name")
        try browser.wait(
            "!document.querySelector('dialog') && document.querySelector('.stored').innerText.includes('renamed')"
        )
        #expect(try client.get("/laws/renamed").status == 200)
        try expectLabels(browser, "Stored")
        try browser.run("for (const box of document.querySelectorAll('.stored input')) box.click()")
        try browser.press("Compare 2 laws")
        try browser.wait(
            "document.querySelector('#main').dataset.ready === 'compare' && document.querySelectorAll('.t tbody tr').length === 2"
        )
        if Self.hasBundle { try browser.wait("document.querySelectorAll('.plot svg').length === 2") }
        try expectLabels(browser, "Compare")

        try browser.open(service.base + "/#/stored")
        try browser.wait("document.querySelectorAll('.stored tbody tr').length === 5")
        try browser.press("Delete")
        try browser.wait("document.querySelector('dialog[open] .danger')")
        try browser.click("dialog .danger")
        try browser.wait("document.querySelectorAll('.stored tbody tr').length === 4")
        #expect(try client.get("/laws").json.count("laws") == 1)
        try expectQuiet(browser, service.base, "Data and Stored")
    }

    @Test("with tokens the page asks for one, and keeps it in the tab")
    func token() throws {
        let tokens = try TokenFixture()
        defer { tokens.remove() }
        let token = tokens.token
        let service = try RunningService(["--store", "memory:", "--token-file", tokens.path])
        let browser = try Browser()
        try browser.open(service.base + "/")
        try browser.wait("document.querySelector('dialog[open] input')")
        // Chromium closes a dialog at the second Esc, whatever the page says.
        for _ in 0..<3 {
            try browser.key(Browser.escape)
            try browser.wait("document.querySelector('dialog[open] input') === document.activeElement")
        }
        try browser.run("document.querySelector('dialog input').value = \(Browser.quoted(token))")
        try browser.press("Use the token")
        try browser.wait("document.querySelector('.welcome')")
        #expect(try browser.text("sessionStorage.getItem('token')") == token)
        #expect(try browser.text("localStorage.getItem('token')") == "null")
    }

    @Test("the focus moves in the order of the page, and what has it shows it")
    func focus() throws {
        let service = try RunningService(["--store", "memory:"])
        let browser = try Browser()
        try browser.open(service.base + "/#/experiments")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        var names: [String] = []
        for _ in 0..<12 {
            try browser.key(Browser.tab)
            names.append(
                try browser.text(
                    "(document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent).trim()"
                )
            )
            #expect(
                try browser.text("getComputedStyle(document.activeElement).outlineStyle") != "none"
                    || names.last?.contains("Drop") == true,
                "\(names)"
            )
        }
        #expect(
            names.prefix(8) == [
                "Skip to the content", "performance-law", "Data", "Experiments", "Decide", "Stored", "API", "◐",
            ]
        )
        #expect(names[8] == "Paste from a spreadsheet, or type")
        #expect(names[9].hasPrefix("Drop a file with runs"))
        #expect(names[10...11] == ["Example ml-1m", "Example kuairand"])
    }
}
