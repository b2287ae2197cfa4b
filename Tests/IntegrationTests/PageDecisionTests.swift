import Foundation
import TestSupport
import Testing

@Suite(
    "The decision in a real browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageDecisionTests {
    private let service: RunningService
    private let client: CurlClient
    private let browser: Browser

    /// `rising` has no best size within what was measured, for three metrics to maximise and one to minimise. `peak` has one.
    init() throws {
        service = try RunningService(["--store", "memory:"])
        client = try CurlClient(base: service.base)
        browser = try Browser()
        let metrics = ["HR@100", "HR@5", "HR@10", "NE"]
        let rows = [2, 4, 8, 16, 32].flatMap { layers in
            [32, 64, 128, 256].map { width in
                let value = 0.001 * Double(layers) + Double(width) / 10_000 + 0.1
                let values = [value, value / 2, value / 3, 1 - value].map { String(format: "%.6f", $0) }
                return "\(layers),\(width),\(values.joined(separator: ","))"
            }
        }
        let rising = Data((["layers,dim," + metrics.joined(separator: ",")] + rows).joined(separator: "\n").utf8)
        _ = try client.post("/fit?name=rising&form=log-quadratic", type: "text/csv", rising)
        let peak = try Fixtures.example("ml-1m-len100-hr10.csv")
        _ = try client.post("/fit?name=peak&form=log-quadratic", type: "text/csv", peak)
    }

    private static let strip = "document.querySelector('.answer').innerText"
    private static let tab = "document.querySelector('.tabs [aria-pressed=true]').textContent"

    /// Opens the main view, and waits until the suggestions, which come last, are there.
    private func open(_ query: String) throws {
        try browser.open("\(service.base)/#/decide?\(query)")
        try browser.wait("document.querySelector('#main').dataset.ready === 'decide'")
        try browser.wait("document.querySelector('.side .t tbody tr')")
    }

    private func set(_ selector: String, _ value: String, _ event: String = "input") throws {
        try browser.run(
            """
            const input = \(selector);
            input.value = \(Browser.quoted(value));
            input.dispatchEvent(new Event('\(event)', { bubbles: true }));
            """
        )
    }

    private static func size(_ answer: JSONReply, _ choice: String = "best") -> String {
        "\(Int(answer.number("\(choice).layers") ?? 0)) layers × dim \(Int(answer.number("\(choice).dim") ?? 0))"
    }

    @Test("what was not searched is not denied, and one control searches it")
    func edge() throws {
        let answer = try client.get("/optimal?law=rising&metric=HR@10")
        let near = answer.json
        let far = try client.get("/optimal?law=rising&metric=HR@10&beyond=true").json
        try #require(answer.text.contains("limitedByReach") && Self.size(near) != Self.size(far))
        try open("law=rising&metric=HR@10")
        var text = try browser.text(Self.strip)
        #expect(text.contains(Self.size(near)))
        #expect(text.components(separatedBy: "not known").count == 3, "both what is left and what more buys: \(text)")
        #expect(!text.contains("nothing") && !text.contains("peak"), "\(text)")
        try browser.run("\(Browser.control("Search far from the runs, too")).click()")
        try browser.wait("\(Self.strip).includes('\(Self.size(far))')")
        try browser.wait("location.hash.includes('beyond=true')")
        #expect(try browser.text("document.querySelector('.side').innerText").contains("stay near the runs"))
        try browser.wait(
            "performance.getEntriesByType('resource').some(item => /plot.view=surface.*beyond=true/.test(item.name))"
        )
        // The address brings it back.
        try browser.run("location.reload()")
        try browser.wait("\(Self.strip).includes('\(Self.size(far))')")
        #expect(try browser.text("\(Browser.control("Search far from the runs, too")).checked") == "true")

        try open("law=peak")
        text = try browser.text(Self.strip)
        #expect(
            text.contains("nothing") && text.contains("peak of the curve") && !text.contains("not known"),
            "\(text)"
        )
    }

    @Test("what is left is not known where the best is the least size that was searched, unless nothing is smaller")
    func lowEdge() throws {
        for (name, least, words) in [("low", 2, "not known"), ("one", 1, "nothing")] {
            let rows = [least, 4, 8, 16].flatMap { layers in
                [16, 32, 64, 128].map { width in
                    let value: Double = 0.3 - 0.01 * log(Double(layers)) - 0.02 * pow(log(Double(width) / 45), 2)
                    return "\(layers),\(width),\(String(format: "%.5f", value))"
                }
            }
            let table = Data((["layers,dim,HR@10"] + rows).joined(separator: "\n").utf8)
            _ = try client.post("/fit?name=\(name)&form=log-quadratic", type: "text/csv", table)
            try open("law=\(name)")
            let text = try browser.text(Self.strip)
            #expect(text.contains("Left on the table\n\n\(words)"), "\(text)")
            #expect(text.contains("a smaller size may be better") == (least > 1), "\(text)")
        }
    }

    @Test("the sliders begin at the size to train next, of each metric, until another size is chosen")
    func beginning() throws {
        try open("law=rising&metric=HR@10")
        for metric in ["HR@10", "NE"] {
            try browser.press(metric)
            let best = try client.get("/optimal?law=rising&metric=\(metric)").json
            let (layers, dim) = (Int(best.number("best.layers") ?? 0), Int(best.number("best.dim") ?? 0))
            try browser.wait("\(Self.tab) === '\(metric)' && location.hash.includes('layers=\(layers)&dim=\(dim)')")
            try browser.wait("document.querySelector('.pred').innerText.startsWith('\(layers) × \(dim) would')")
            #expect(try browser.text(Self.strip).contains(Self.size(best)))
        }
        try set(Browser.control("Layers"), "3")
        try browser.wait("document.querySelector('.pred').innerText.startsWith('4 × ')")
        try browser.press("HR@5")
        try browser.wait("\(Self.tab) === 'HR@5' && document.querySelector('.side .t tbody tr')")
        #expect(try browser.text("document.querySelector('.pred').innerText").hasPrefix("4 × "))
    }

    @Test("a gain of a metric to minimise has a minus")
    func minimise() throws {
        for (metric, sign) in [("NE", "−"), ("HR@10", "+")] {
            try open("law=rising&metric=\(metric)&amount=200000")
            let gain = try browser.text(
                "document.querySelector('.answer').lastElementChild.querySelector('.v2').textContent"
            )
            #expect(gain.hasPrefix(sign) && gain.count > 1, "\(metric): \(gain)")
        }
    }

    @Test("a late answer about another metric is dropped")
    func lateAnswer() throws {
        try open("law=rising&metric=HR@10")
        try browser.run(
            """
            const send = window.fetch;
            window.held = [];
            window.fetch = (target, options) => /optimal.*HR%4010&.*maxParameters/.test(target)
                ? new Promise((resolve, reject) => {
                    window.held.push(() => send(target).then(resolve, reject));
                    options.signal.addEventListener('abort', () => reject(options.signal.reason));
                })
                : send(target, options);
            """
        )
        try set(Browser.control("Budget"), "20")
        try browser.wait("window.held.length === 1")
        try browser.press("HR@100")
        try browser.wait("\(Self.tab) === 'HR@100' && \(Self.strip).includes('HR@100')")
        try browser.wait("\(Self.strip).includes('95 %') && document.querySelector('.side .t tbody tr')")
        let shown = try browser.text(Self.strip)
        try browser.run("for (const answer of window.held) answer()")
        // A later question is answered after the held one.
        try browser.run("fetch('/healthz').then(() => { window.after = true; })")
        try browser.wait("window.after && window.performance.now() > 0")
        #expect(try browser.text(Self.strip) == shown)
        let hash = try browser.text("location.hash")
        let amount = try #require(hash.firstMatch(of: /amount=([0-9]+)/)).1
        let best = try client.get("/optimal?law=rising&metric=HR@100&maxParameters=\(amount)").json
        #expect(shown.contains(Self.size(best)))
        // The sliders still work.
        try set(Browser.control("Budget"), "10")
        try browser.wait("\(Self.strip) !== \(Browser.quoted(shown)) && \(Self.strip).includes('95 %')")
    }

    @Test("the picture of the parameters counts those of the architecture and the items")
    func costs() throws {
        try open("law=peak")
        try set(Browser.control("Architecture"), "llama", "change")
        try set(Browser.control("Items"), "100000", "change")
        try browser.wait("\(Self.strip).includes('100 k items')")
        try browser.wait(
            "performance.getEntriesByType('resource').some(item => /view=frontier.*architecture=llama.*items=100000/.test(item.name))"
        )
        let row = "document.querySelector('.frontier table tbody tr:last-child').innerText"
        if try browser.number("document.querySelectorAll('.frontier table').length") == 0 {
            try browser.run(
                "[...document.querySelectorAll('.frontier .menu button')].find(item => item.textContent === 'Show as a table').click()"
            )
        }
        let cost = try browser.text(
            "document.querySelectorAll('.answer .v2')[0].textContent.replace(' parameters', '')"
        )
        #expect(try browser.text(row).contains(cost), "the last size of the curve is the best, which costs \(cost)")

        // What is no count is not used, and does not stay.
        try set(Browser.control("Items"), "-5", "change")
        #expect(try browser.text("\(Browser.control("Items")).value") == "100000")
        #expect(try browser.text("\(Browser.control("Items")).parentNode.innerText").contains("whole number"))
    }

    @Test("the left column covers no other panel", arguments: [(1_440, 900), (1_280, 720), (1_920, 1_080)])
    func leftColumn(_ width: Int, _ height: Int) throws {
        try browser.resize(width: width, height: height)
        try open("law=peak")
        for share in ["0.5", "1"] {
            try browser.run("scrollTo(0, document.documentElement.scrollHeight * \(share))")
            let covered = try browser.text(
                """
                (() => {
                    const boxes = selector => [...document.querySelectorAll(selector)].map(item => item.getBoundingClientRect());
                    return boxes('.side .panel').some(one => boxes('.grid > .panel').some(other =>
                        one.left < other.right && other.left < one.right && one.top < other.bottom - 1 && other.top < one.bottom - 1));
                })()
                """
            )
            #expect(covered == "false", "\(width) × \(height), scrolled by \(share)")
        }
    }

    @Test("a metric is chosen by keyboard: the focus stays, and the choice is said")
    func keyboard() throws {
        try open("law=rising")
        let names = try browser.text(
            "[...document.querySelectorAll('.tabs button')].map(item => item.textContent).join(' ')"
        )
        #expect(names == "HR@5 HR@10 HR@100 NE", "as people count")
        try browser.run("document.querySelectorAll('.tabs button')[1].focus()")
        try browser.key("\u{E007}")
        try browser.wait("document.querySelector('#live').textContent.includes('HR@10')")
        #expect(try browser.text("document.activeElement.textContent") == "HR@10")
        #expect(try browser.text(Self.tab) == "HR@10")
        // The intervals of the next runs are visible, and each reason names its runs.
        try browser.wait("document.querySelectorAll('.side .t tbody tr').length === 4")
        let next = try browser.text("document.querySelector('.side .t tbody').innerText")
        let over = try browser.number(
            "(box => box.scrollWidth - box.clientWidth)(document.querySelector('.side .scroll'))"
        )
        #expect(over == 0, "the table is not cut off")
        #expect(next.matches(of: /0\.\d+ – 0\.\d+/).count == 4, "\(next)")
        let reasons = try browser.text(
            "[...document.querySelectorAll('.side .n .of')].map(item => item.textContent).join()"
        )
        let count = reasons.matches(of: /\d+ × \d+/).count
        #expect(count == 4 || count == 0, "\(reasons)")
    }

    @Test("after a failure of the network, the next answer brings everything up to date")
    func recovery() throws {
        try open("law=peak")
        try browser.run(
            "window.send = window.fetch; window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));"
        )
        let runs = try browser.text("document.querySelector('.side .t').innerText")
        try set(Browser.control("Budget"), "10")
        try browser.wait("document.querySelector('.answer .problem')")
        #expect(try browser.text(Self.strip).contains("cannot be reached"))
        #expect(try browser.number("document.querySelectorAll('.side .t').length") == 0, "no run for another budget")
        try browser.run("window.fetch = window.send")
        try set(Browser.control("Layers"), "2")
        try browser.wait("\(Self.strip).includes('95 %') && document.querySelector('.side .t tbody tr')")
        #expect(try browser.number("document.querySelectorAll('.problem').length") == 0)
        #expect(try browser.text("document.querySelector('.side .t').innerText") != runs)
        let amount = try #require(try browser.text("location.hash").firstMatch(of: /amount=([0-9]+)/)).1
        let best = try client.get("/optimal?law=peak&maxParameters=\(amount)").json
        #expect(try browser.text(Self.strip).contains(Self.size(best)))

        // An example that cannot be read says what to do.
        try browser.open(service.base + "/#/data")
        try browser.wait("document.querySelector('#main').dataset.ready === 'data'")
        try browser.run("window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))")
        try browser.press("Example Wikipedia edits")
        try browser.wait("document.querySelector('.problem')")
        #expect(
            try browser.text("document.querySelector('.problem').innerText").contains("Check that the service runs")
        )
    }

    @Test("a refusal speaks of controls, once")
    func refusals() throws {
        try browser.open("\(service.base)/#/decide?law=peak&amount=5")
        try browser.wait("document.querySelector('.answer .problem')")
        var text = try browser.text("document.querySelector('.answer .problem').innerText")
        #expect(text.contains("at least 16 000 parameters.") && !text.contains("maxParameters"), "\(text)")
        #expect(text.components(separatedBy: "at least").count == 2, "\(text)")
        for query in ["amount=-5", "amount=1e15&budget=flops", "items=-3&layers=0", "dPrime=-1&tokens=0.2&budget=x"] {
            try open("law=peak&\(query)")
            #expect(try browser.number("document.querySelectorAll('.problem').length") == 0, "\(query)")
        }
        try browser.open("\(service.base)/#/decide?law=nobody")
        try browser.wait("document.querySelector('.problem')")
        text = try browser.text("document.querySelector('.problem').innerText")
        #expect(text.contains("«nobody»") && !text.contains("GET"), "\(text)")
    }

    @Test("a sheet of paper has the conditions, and the colours of paper in the dark theme")
    func paper() throws {
        try open("law=rising&metric=HR@10")
        #expect(try browser.number("document.querySelectorAll('.warn').length") ?? 0 >= 4)
        #expect(try browser.printed() == 1, "many warnings need more space, and the picture less")
        try open("law=peak&amount=200000&architecture=hstu&items=1000")
        try browser.click("#theme")
        try browser.run("document.documentElement.dataset.theme = 'dark'")
        #expect(try browser.text("getComputedStyle(document.querySelector('.conditions')).display") == "none")
        let pages = try browser.printed()
        #expect(pages == 1, "a sheet")
        try browser.media("print")
        let words = try browser.text("document.querySelector('.conditions').innerText")
        #expect(words.contains("200 k parameters") && words.contains("HSTU with 1 k items"), "\(words)")
        #expect(try browser.text("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)")
        try browser.media("")
        guard PageStoryTests.hasBundle else { return }
        let stroke =
            "getComputedStyle(document.querySelectorAll('.surface .mark-symbol')[1].querySelector('path')).stroke"
        // The browser does not wait for promises before it prints, so the pictures must be ready when the event ends.
        try browser.run(
            """
            addEventListener('beforeprint', () => queueMicrotask(() => setTimeout(() => { window.seen = \(stroke); })));
            dispatchEvent(new Event('beforeprint'));
            """
        )
        try browser.wait("window.seen")
        #expect(try browser.text("window.seen") == "rgb(28, 31, 35)")
        try browser.run("dispatchEvent(new Event('afterprint'))")
        try browser.wait("\(stroke) === 'rgb(231, 233, 234)'")
    }

    @Test("a budget in training operations follows the tokens, and its kind survives a reload")
    func trainingBudget() throws {
        try open("law=peak")
        let (budget, tokens) = (Browser.control("Budget"), Browser.control("Training tokens"))
        let words = "document.querySelector(`output[for=${\(budget).id}]`).textContent"
        try set(Browser.control("Budget in"), "flops", "change")
        try browser.wait("\(budget).disabled && \(words) === 'say how many tokens'")
        try browser.wait("location.hash.includes('budget=flops')")
        try set(tokens, "100000000", "change")
        try browser.wait("!\(budget).disabled && Number(\(budget).max) > 20 && \(words) === 'no limit'")
        try set(budget, "20")
        try browser.wait("\(Self.strip).includes('within the budget') && location.hash.includes('amount=')")
        // Without tokens there is no budget in operations, and other tokens begin without a limit.
        try set(tokens, "", "change")
        try browser.wait("\(budget).disabled && \(words) === 'say how many tokens'")
        try set(tokens, "500000000", "change")
        try browser.wait("!\(budget).disabled && \(words) === 'no limit'")
        try browser.wait("location.hash.includes('tokens=500000000') && !location.hash.includes('amount=')")
        try browser.run("location.reload()")
        try browser.wait("document.querySelector('#main').dataset.ready === 'decide' && !\(budget).disabled")
        #expect(try browser.text("\(Browser.control("Budget in")).value") == "flops")
    }

    /// Of the contrast that WCAG 2.2 defines for objects of a picture (1.4.11).
    @Test(
        "points and outlines have a halo, from which they differ by 3 : 1",
        .enabled(if: PageStoryTests.hasBundle, "there is no vega.js"),
        arguments: [false, true]
    )
    func halo(isDark: Bool) throws {
        try browser.theme(isDark: isDark)
        try open("law=peak")
        for mark in ["symbol", "area", "line"] {
            try browser.wait("document.querySelectorAll('.surface .mark-\(mark)')[1]?.querySelector('path')")
            let contrast = try browser.text(
                """
                (() => {
                    const light = text => text.match(/[0-9.]+/g).slice(0, 3).map(item => item / 255)
                        .map(item => item <= 0.04045 ? item / 12.92 : ((item + 0.055) / 1.055) ** 2.4)
                        .reduce((sum, item, index) => sum + item * [0.2126, 0.7152, 0.0722][index], 0.05);
                    const [halo, own] = [0, 1].map(index => light(getComputedStyle(
                        document.querySelectorAll('.surface .mark-\(mark)')[index].querySelector('path')).stroke));
                    return Math.max(halo, own) / Math.min(halo, own);
                })()
                """
            )
            #expect(Double(contrast) ?? 0 >= 3, "\(mark): \(contrast)")
        }
    }

    @Test("a rounded number has the unit of what it is rounded to")
    func units() throws {
        try browser.open(service.base + "/")
        for (number, text) in [
            ("999960", "1 M"), ("999400", "999 k"), ("999.6", "1 k"), ("-999960", "−1 M"), ("0.5", "0.5"),
        ] {
            try browser.run("import('/assets/format.js').then(format => { window.shown = format.short(\(number)); })")
            try browser.wait("window.shown === '\(text)'", seconds: 40)
        }
    }

    @Test(
        "the legend of the surface fits a narrow screen",
        .enabled(if: PageStoryTests.hasBundle, "there is no vega.js")
    )
    func legend() throws {
        try browser.resize(width: 320, height: 700)
        try open("law=rising&metric=HR@100")
        try browser.wait("document.querySelector('.surface .role-legend')")
        let over = try browser.number(
            "Math.max(...[...document.querySelectorAll('.surface .role-legend')].map(item => item.getBoundingClientRect().right)) - document.querySelector('.surface .plot').getBoundingClientRect().right"
        )
        #expect(try #require(over) <= 0)
    }
}
