import Foundation
import TestSupport
import Testing

@Suite(
    "Failures and their way out, on the page in a real browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageFailureTests {
    private let service: RunningService
    private let client: CurlClient
    private let browser: Browser

    /// `peak` and `other` have one metric in common.
    init() throws {
        service = try RunningService(["--store", "memory:"])
        client = try CurlClient(base: service.base)
        browser = try Browser()
        let peak = try Fixtures.example("ml-1m-len100-hr10.csv")
        for (name, form) in [("peak", "log-quadratic"), ("other", "scaling-law")] {
            let fitted = try client.post("/fit?name=\(name)&form=\(form)", type: "text/csv", peak)
            try #require(fitted.status < 300, "\(fitted.text)")
        }
    }

    private func open(_ view: String) throws {
        try browser.open(service.base + "/#/\(view)")
        try browser.wait("document.querySelector('#main').dataset.ready")
    }

    /// Lets each request fail as without a network, or as before.
    private func disconnect(_ isDown: Bool = true) throws {
        try browser.run(
            """
            window.send ??= window.fetch;
            window.fetch = \(isDown) ? () => Promise.reject(new TypeError('Failed to fetch')) : window.send;
            """
        )
    }

    private static let failed =
        "[...document.querySelectorAll('button')].some(item => item.textContent === 'Try again')"

    @Test("each view offers to try again after a failure, and a link to the failed view does, too")
    func tryAgain() throws {
        try open("data")
        for (view, shown) in [
            ("stored", "document.querySelectorAll('.stored tbody tr').length === 2"),
            ("decide?law=peak", "document.querySelector('.answer .v')"),
            ("compare?laws=peak,other", "document.querySelectorAll('.t tbody tr').length === 2"),
        ] {
            try disconnect()
            try browser.run("location.hash = '#/\(view)'")
            try browser.wait(
                "\(Self.failed) && document.querySelector('.problem').innerText.includes('cannot be reached')"
            )
            try disconnect(false)
            try browser.press("Try again")
            try browser.wait("\(shown) && !document.querySelector('.problem')")
        }
        try disconnect()
        try browser.run("location.hash = '#/decide'")
        try browser.wait(Self.failed)
        try disconnect(false)
        try browser.click("nav [data-view=decide]")
        try browser.wait("document.querySelector('.answer .v') && !document.querySelector('.problem')")

        // A preview that failed is asked again.
        try browser.run("location.hash = '#/experiments'")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        try disconnect()
        let rows = "layers,dim,HR@10\n2,16,0.2\n4,32,0.3\n8,16,0.25\n8,64,0.35"
        try browser.run(
            "const area = document.querySelector('textarea'); area.value = \(Browser.quoted(rows)); area.dispatchEvent(new Event('input', { bubbles: true }));"
        )
        try browser.wait("document.querySelector('.plan .problem')")
        try disconnect(false)
        try browser.press("Try again")
        try browser.wait(
            "![...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law').disabled"
        )
        // An example that cannot be read says so where it is seen.
        try browser.run("location.hash = '#/data'")
        try browser.wait("document.querySelector('#main').dataset.ready === 'data'")
        try disconnect()
        try browser.press("Example Wikipedia edits")
        try browser.wait("document.querySelector('.problem')?.checkVisibility()")
    }

    @Test("a law that is deleted, or was, is not chosen any more")
    func deleted() throws {
        try open("stored?laws=peak,law_000000000000000000000000,other")
        try browser.wait("document.querySelector('.primary').textContent === 'Compare 2 laws'")
        #expect(try browser.number("document.querySelectorAll('.stored input:checked').length") == 2)
        try browser.press("Delete")
        try browser.wait("document.querySelector('dialog[open] .danger')")
        try browser.click("dialog .danger")
        try browser.wait("document.querySelector('.primary').textContent.includes('choose two')")
        #expect(try browser.text("location.hash").matches(of: /law_/).count == 1)
        try browser.wait("document.activeElement.textContent === 'Delete'")
    }

    @Test("an address that names no view or no metric is answered in words")
    func unknownAddresses() throws {
        try open("nosuch")
        try browser.wait("document.querySelector('h1')?.textContent === 'There is no such view'")
        #expect(try browser.text("document.querySelector('main').innerText").contains("«nosuch»"))
        try open("decide?law=peak&metric=XX")
        #expect(try browser.text("document.querySelector('.remark').innerText").contains("«XX»"))
        try open("experiments")
        try browser.wait("document.querySelector('#why-no-fit').textContent === 'Bring runs first.'")
    }

    @Test("messages name controls and views, not parameters and requests")
    func words() throws {
        for view in ["compare?laws=peak,nobody", "data?dataset=nobody"] {
            try open(view)
            try browser.wait("document.querySelector('.problem')")
            let text = try browser.text("document.querySelector('.problem').innerText")
            #expect(text.contains("«nobody»") && text.contains("«Stored»") && !text.contains("GET"), "\(text)")
        }
        try browser.run(
            """
            const list = new DataTransfer();
            list.items.add(new File(['user,item\\n1,a\\n1,b\\n2,a\\n'], 'log.csv'));
            const input = document.querySelector('input[type=file]');
            input.files = list.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
            """
        )
        try browser.wait("document.querySelector('.plan .t')")
        try browser.run("\(Browser.control("Last items of each user")).value = 'x'")
        try browser.press("Measure")
        try browser.wait("document.querySelector('[role=status] .problem')")
        let text = try browser.text("document.querySelector('[role=status] .problem').innerText")
        #expect(text.contains("Last items of each user must be a whole number from 1 on."), "\(text)")
        #expect(!text.contains("maxLength"), "\(text)")

        let few = Data("layers,dim,HR@10\n2,16,0.2\n4,32,0.3\n8,16,0.25\n8,64,0.35".utf8)
        _ = try client.post("/fit?name=few", type: "text/csv", few)
        try open("decide?law=few")
        try browser.wait("document.querySelector('.forms .n')")
        let reasons = try browser.text("document.querySelector('.forms .n').innerText")
        #expect(reasons.contains("plain scaling law needs at least") && !reasons.contains("`"), "\(reasons)")
    }
}
