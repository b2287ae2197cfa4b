import Foundation
import TestSupport
import Testing

@Suite(
    "The page by keyboard, in a real browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"),
    .enabled(if: ProcessInfo.processInfo.environment["PAGE_TESTS"] != nil, "set PAGE_TESTS=1 to run them")
)
struct PageKeyboardTests {
    private let service: RunningService
    private let browser: Browser

    init() throws {
        service = try RunningService(["--store", "memory:"])
        browser = try Browser()
    }

    private static let focused =
        "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent)"

    private func bring(_ rows: [String]) throws {
        try browser.open(service.base + "/#/experiments")
        try browser.wait("document.querySelector('#main').dataset.ready === 'experiments'")
        try browser.run(
            "const area = document.querySelector('textarea'); area.value = \(Browser.quoted(rows.joined(separator: "\n"))); area.dispatchEvent(new Event('input', { bubbles: true }));"
        )
        try browser.wait("document.querySelector('.plan .t')")
    }

    @Test("roles and choices are changed with arrow keys: the control keeps the focus, also where a role is refused")
    func roles() throws {
        try bring(["tiefe,dim,HR@10", "2,16,0.2", "4,32,0.3", "8,16,0.25", "8,64,0.35"])
        try browser.run("document.querySelector('[aria-label=\"Role of column tiefe\"]').focus()")
        try browser.key(Browser.down)
        try browser.wait("document.querySelector('.plan').innerText.includes('Recognised')")
        #expect(
            try browser.text("\(Self.focused) + ' ' + document.activeElement.value") == "Role of column tiefe layers"
        )
        // Another column is `dim` already.
        try browser.key(Browser.down)
        try browser.wait("document.querySelector('.plan .problem')")
        #expect(try browser.text("\(Self.focused) + ' ' + document.activeElement.value") == "Role of column tiefe dim")
        try browser.key(Browser.up)
        try browser.wait("document.querySelector('.plan').innerText.includes('Recognised')")

        try browser.run("document.querySelector('.choices summary').focus()")
        try browser.key(Browser.enter)
        try browser.run("\(Browser.control("Header")).focus()")
        try browser.key(Browser.down)
        try browser.wait("performance.getEntriesByType('resource').some(item => item.name.includes('header=present'))")
        try browser.wait("\(Browser.control("Header")) === document.activeElement && document.activeElement.value")
        #expect(try browser.text("document.querySelector('.choices').open") == "true")
    }

    @Test("after a fit the focus is in the new view, and the decision is said")
    func fit() throws {
        try bring(["layers,dim,HR@10", "2,16,0.2", "4,32,0.3", "8,16,0.25", "8,64,0.35"])
        let fit = "[...document.querySelectorAll('button')].find(item => item.textContent === 'Fit a law')"
        try browser.wait("!\(fit).disabled")
        try browser.run("\(fit).focus()")
        try browser.key(Browser.enter)
        try browser.wait("document.querySelector('#live').textContent.startsWith('Train next: ')")
        #expect(try browser.text("document.activeElement.id") == "main")

        try browser.run("location.hash = '#/stored'")
        try browser.wait("document.querySelector('#live').textContent === 'Stored'")
        try browser.press("Name")
        try browser.wait("document.querySelector('dialog[open] input[type=text]') === document.activeElement")
        try browser.run("document.activeElement.value = 'by Enter'")
        try browser.key(Browser.enter)
        try browser.wait(
            "!document.querySelector('dialog') && document.querySelector('.stored').innerText.includes('by Enter')"
        )
    }
}
