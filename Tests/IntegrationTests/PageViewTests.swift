import Foundation
import TestSupport
import Testing

@Suite(
    "The forms and lists of the page in a real browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageViewTests {
    private static let hasBundle = FileManager.default.fileExists(
        atPath: Fixtures.root.appending(path: ".build/vega.js").path
    )
    private static let name = Browser.control("Name")
    private static let runs: [(layers: Int, dim: Int, value: Double)] = [2, 4, 8].flatMap { layers in
        [16, 32, 64].map { dim in
            let value: Double = 0.2 + 0.01 * Double(layers) + 0.001 * Double(dim)
            return (layers, dim, value)
        }
    }
    private static let own: String = {
        let rows = runs.map { run in "\(run.layers),\(run.dim),\(run.value)" }
        return (["layers,dim,HR@10"] + rows).joined(separator: "\n")
    }()

    /// The control with this label.

    private static func grid(dPrimes: [Double], metric: String = "HR@10", shift: Double = 0) -> Data {
        let rows: [String] = runs.flatMap { run in
            dPrimes.map { dPrime in
                let value: Double = run.value / 2 + shift + dPrime / 1e9
                return "\(run.layers),\(run.dim),\(dPrime),\(value)"
            }
        }
        return Data((["layers,dim,dPrime,\(metric)"] + rows).joined(separator: "\n").utf8)
    }

    private static func fit(_ client: CurlClient, _ name: String, _ grid: Data) throws {
        let fitted = try client.post("/fit?form=log-quadratic&name=\(name)", type: "text/csv", grid)
        try #require(fitted.status < 300, "\(fitted.text)")
    }

    private func open(_ browser: Browser, _ service: RunningService, _ view: String) throws {
        try browser.open(service.base + "/#/\(view)")
        try browser.wait("document.querySelector('#main').dataset.ready")
    }

    /// Puts a file where a user drops it.
    private func drop(_ browser: Browser, _ name: String, _ content: String) throws {
        try browser.run(
            """
            const list = new DataTransfer();
            list.items.add(new File([\(Browser.quoted(content))], \(Browser.quoted(name))));
            const input = document.querySelector('input[type=file]');
            input.files = list.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
            """
        )
    }

    private func type(_ browser: Browser, _ text: String) throws {
        try browser.run(
            "const area = document.querySelector('textarea'); area.value = \(Browser.quoted(text)); area.dispatchEvent(new Event('input', { bubbles: true }));"
        )
    }

    @Test("each table brings its own name, and a taken name can be moved")
    func names() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        try Self.fit(client, "taken", Self.grid(dPrimes: [1e6]))
        let browser = try Browser()
        try open(browser, service, "experiments")
        try browser.press("Example ml-1m")
        try browser.wait("\(Self.name).value === 'example ml-1m'")
        // Own runs in place of the example must not get its name.
        try type(browser, Self.own)
        try browser.wait("\(Self.name).value === ''")
        try drop(browser, "first.csv", Self.own)
        try browser.wait("\(Self.name).value === 'first'")
        // One more run is the same table.
        try type(browser, Self.own + "\n16,64,0.4")
        try browser.wait("document.querySelector('.plan .t')")
        #expect(try browser.text("\(Self.name).value") == "first")
        try drop(browser, "taken.csv", Self.own)
        try browser.wait("\(Self.name).value === 'taken'")
        try browser.wait(
            "![...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law').disabled"
        )
        try browser.press("Fit a law")
        try browser.wait("document.querySelector('[role=status] .problem')")
        try browser.press("Move the name «taken»")
        try browser.wait("document.querySelector('#main').dataset.ready === 'decide'")
        #expect(try client.get("/laws/taken").json.number("experiments") == 9)
        #expect(try client.get("/laws/taken").json["domain.dPrime"] is JSONReply.Null)
    }

    @Test("nothing that was typed is lost: not by leaving the view, and not if the datasets cannot be listed")
    func work() throws {
        let service = try RunningService(["--store", "memory:"])
        let browser = try Browser()
        try open(browser, service, "experiments")
        try type(browser, Self.own)
        try browser.run("\(Self.name).value = 'mine'; \(Browser.control("Form")).value = 'scaling-law';")
        try browser.wait("document.querySelector('.plan .t')")
        try browser.run("location.hash = '#/stored'")
        try browser.wait("document.querySelector('#main').dataset.ready === 'stored'")
        try browser.run("history.back()")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        #expect(try browser.text("document.querySelector('textarea').value") == Self.own)
        #expect(try browser.text("\(Self.name).value + ' ' + \(Browser.control("Form")).value") == "mine scaling-law")
        #expect(try browser.number("document.querySelectorAll('.plan .t').length") == 1)
        try browser.press("Clear")
        #expect(try browser.text("document.querySelector('textarea').value + \(Self.name).value") == "")

        try browser.run("location.hash = '#/stored'")
        try browser.wait("document.querySelector('#main').dataset.ready === 'stored'")
        try browser.run(
            "window.real = window.fetch; window.fetch = (target, ...rest) => String(target).startsWith('/datasets') ? Promise.reject(new TypeError('down')) : window.real(target, ...rest);"
        )
        try browser.run("location.hash = '#/experiments'")
        try browser.wait("document.querySelector('.stack .problem')")
        try type(browser, Self.own)
        try browser.wait(
            "![...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law').disabled"
        )
        try browser.run("window.fetch = window.real")
        try browser.press("Try again")
        try browser.wait("!document.querySelector('.stack .problem')")
        #expect(try browser.text("document.querySelector('textarea').value") == Self.own)
    }

    @Test("laws of several D′ are compared at a D′ that can be chosen, and all chosen laws are compared")
    func comparison() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        try Self.fit(client, "several", Self.grid(dPrimes: [1e6, 4e6]))
        for index in 1...13 { try Self.fit(client, "l\(index)", Self.grid(dPrimes: [1e6], shift: Double(index) / 1e3)) }
        let browser = try Browser()
        try open(browser, service, "compare?laws=several,l1")
        let rows = "document.querySelectorAll('.t tbody tr').length === 2"
        try browser.wait(rows)
        let choice = Browser.control("Data, by D′")
        #expect(
            try browser.text("[...\(choice).options].map(item => item.text).join()")
                == "1 M (measured),4 M (measured)"
        )
        // The other law has no other.
        #expect(try browser.text("location.hash").contains("dPrime=1000000"))
        try browser.run("const choice = \(choice); choice.value = '4000000'; choice.dispatchEvent(new Event('change'))")
        try browser.wait("location.hash.includes('dPrime=4000000') && document.querySelector('.problem')")
        try browser.run("const choice = \(choice); choice.value = '1000000'; choice.dispatchEvent(new Event('change'))")
        try browser.wait("location.hash.includes('dPrime=1000000') && \(rows)")
        #expect(try browser.text("document.activeElement === \(choice)") == "true")
        // A law without D′ is drawn without one.
        if Self.hasBundle { try browser.wait("document.querySelectorAll('.plot svg').length === 2") }
        #expect(try browser.number("document.querySelectorAll('.problem').length") == 0)

        try open(browser, service, "stored")
        try browser.wait("document.querySelectorAll('.stored input').length === 14")
        try browser.run("for (const box of document.querySelectorAll('.stored input')) box.click()")
        try browser.press("Compare 14 laws")
        try browser.wait("document.querySelectorAll('.t tbody tr').length === 14")
        #expect(try browser.text("document.querySelector('h1').textContent") == "14 laws side by side")
    }

    @Test("a token that no header can carry is refused in the dialog, and one kept by the tab locks nothing")
    func impossibleToken() throws {
        let tokens = try TokenFixture()
        defer { tokens.remove() }
        let token = tokens.token
        let service = try RunningService(["--store", "memory:", "--token-file", tokens.path])
        let browser = try Browser()
        try browser.open(service.base + "/")
        for impossible in ["tok\u{6570}", "t\u{F6}ken", "two words"] {
            try browser.wait("document.querySelector('dialog[open] input')")
            try browser.run("document.querySelector('dialog input').value = \(Browser.quoted(impossible))")
            try browser.press("Use the token")
            try browser.wait("document.querySelector('dialog[open] .problem')")
            #expect(try browser.text("sessionStorage.getItem('token')") == "null")
        }
        try browser.run("sessionStorage.setItem('token', 'tok\u{6570}')")
        try browser.open(service.base + "/")
        try browser.wait("document.querySelector('dialog[open] input')")
        try browser.run("document.querySelector('dialog input').value = \(Browser.quoted(token))")
        try browser.press("Use the token")
        try browser.wait("document.querySelector('.welcome')")
    }

    @Test("the exports of a picture have D′ and the surface, and each command names an address")
    func exports() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        try Self.fit(client, "several", Self.grid(dPrimes: [1e6, 4e6]))
        let browser = try Browser()
        try open(browser, service, "decide?law=several")
        try browser.run(
            """
            window.saved = [];
            const real = URL.createObjectURL;
            URL.createObjectURL = blob => { blob.text().then(text => window.saved.push(text)); return real(blob); };
            """
        )
        let export = { (picture: String, text: String) in
            try browser.wait("!document.querySelector('\(picture) .menu').hidden")
            try browser.run(
                "[...document.querySelectorAll('\(picture) .menu button')].find(item => item.textContent === '\(text)').click()"
            )
        }
        try export(".surface", "CSV")
        try browser.wait("window.saved.length === 1")
        let lines = try browser.text("window.saved[0]").split(separator: "\n")
        let heading = try #require(lines.first).split(separator: ",")
        #expect(heading.starts(with: ["kind", "layers", "dim", "dPrime", "metric"]), "\(heading)")
        #expect(heading.contains("measured") && heading.contains("predicted") && !heading.contains("value"))
        let measured = lines.filter { $0.hasPrefix("run,") }
        #expect(measured.count == 18 && measured.filter { $0.contains(",1000000,") }.count == 9)
        #expect(lines.count { $0.hasPrefix("surface,") } == 96 * 60)
        try export(".cut", "CSV")
        try browser.wait("window.saved.length === 2")
        let cut = try browser.text("window.saved[1]")
        #expect(cut.hasPrefix("layers,dim,dPrime,metric,") && cut.contains("predicted_low"))

        // A D′ that nobody measured is no inside of what was measured.
        try open(browser, service, "decide?law=several&dPrime=1e9")
        try browser.wait("document.querySelector('.distrust [data-code=farBeyondTheGrid]')")
        let words = try browser.text("document.querySelector('.pred').innerText")
        #expect(words.contains("its D′ lies beyond all measured ones") && !words.contains("dPrime"), "\(words)")

        try open(browser, service, "data")
        let log = (1...30).flatMap { user in (0..<20).map { "u\(user),i\($0 * user % 7)" } }
        try drop(browser, "log.csv", (["user,item"] + log).joined(separator: "\n"))
        try browser.wait("document.querySelector('.plan .t')")
        try browser.run("\(Browser.control("Last items of each user")).value = 'all,5,10'")
        try browser.press("Measure")
        try browser.wait("document.querySelectorAll('.result .panel').length === 4")
        try browser.run(
            "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.copied = text; } } })"
        )
        try export(".result > .panel:last-child", "Copy curl")
        try browser.wait("window.copied")
        let command = try browser.text("window.copied")
        #expect(command.contains("/apen?") && command.contains("maxLength=all%2C5%2C10"), "\(command)")

        // The runs belong to the dataset that was shown.
        try browser.press("Fit runs on this dataset")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        #expect(try browser.text("\(Browser.control("Dataset")).selectedOptions[0].text") == "log")

        // Figures of other data do not stand beside a refusal.
        try open(browser, service, "data?dataset=log")
        try browser.wait("document.querySelector('.result .sentence')")
        try drop(browser, "other.csv", "user,item\nu1,a\nu1,NA\nu1,b")
        try browser.wait("document.querySelector('.plan .t')")
        try browser.press("Measure")
        try browser.wait("document.querySelector('[role=status] .problem')")
        #expect(try browser.number("document.querySelectorAll('.result *').length") == 0)
        #expect(try browser.text("location.hash") == "#/data")
    }

    @Test("long names and many metrics push nothing out of sight")
    func longNames() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        let metrics = (0..<12).map { "evaluation_\($0)/next_item_ranking/full_catalog/NDCG@10" }
        let rows = Self.runs.map { run in
            "\(run.layers),\(run.dim)," + metrics.map { _ in String(run.value) }.joined(separator: ",")
        }
        let table = Data((["layers,dim," + metrics.joined(separator: ",")] + rows).joined(separator: "\n").utf8)
        try Self.fit(client, String(repeating: "name", count: 45), table)
        let browser = try Browser()
        try open(browser, service, "stored")
        try browser.wait("document.querySelectorAll('.stored input').length === 1")
        #expect(try browser.text("document.querySelector('.stored tbody').innerText").contains("and 10 more metrics"))
        let over = try browser.number(
            "Math.max(...[...document.querySelectorAll('.scroll')].map(item => item.scrollWidth - item.clientWidth))"
        )
        #expect(over == 0)
        try browser.resize(width: 360, height: 780)
        try browser.run("location.hash = '#/decide'")
        try browser.wait("document.querySelector('.tabs button')")
        let cut = try browser.text(
            "[...document.querySelectorAll('.tabs button')].some(item => item.getBoundingClientRect().right > 360 || item.scrollWidth > item.clientWidth)"
        )
        #expect(cut == "false", "each name of a metric is visible as a whole")
    }

    @Test("a long name of a metric leaves room for the pictures", .enabled(if: hasBundle, "there is no Vega bundle"))
    func longMetric() throws {
        let service = try RunningService(["--store", "memory:"])
        let client = try CurlClient(base: service.base)
        let metric = "metrics.test/next_item_ranking/full_catalog/NDCG@10"
        try Self.fit(client, "long", Self.grid(dPrimes: [1e6], metric: metric))
        let browser = try Browser()
        try open(browser, service, "decide?law=long")
        try browser.wait("document.querySelectorAll('.plot svg').length === 5")
        let heights =
            "[...document.querySelectorAll('.picture .plot svg')].map(item => Math.max(...[...item.querySelectorAll('.background')].map(one => one.getBBox().height)))"
        let all = try browser.text(heights)
        #expect(all.split(separator: ",").allSatisfy { (Double($0) ?? 0) > 140 }, "\(all)")
        #expect(
            try browser.text("[...document.querySelectorAll('.role-axis-title')].map(item => item.textContent).join()")
                .contains("…full_catalog/NDCG@10")
        )
        #expect(
            try browser.number(
                "document.querySelector('.answer').scrollWidth - document.querySelector('.answer').clientWidth"
            )
                ?? 1 <= 0
        )
    }
}
