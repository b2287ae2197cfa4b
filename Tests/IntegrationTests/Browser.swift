import Foundation
import TestSupport

/// A headless Chromium, driven over WebDriver (<https://www.w3.org/TR/webdriver2/>).
///
/// Debian's `chromium` and `chromium-driver` are installed by `make test`. Without them the tests of the page are skipped.
final class Browser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let isInstalled = ChildProcess.tool("chromium") != nil && ChildProcess.tool("chromedriver") != nil

    private let driver: ChildProcess
    private let client: CurlClient
    private let session: String
    /// The temporary files of the browser and of its driver, among them the profile.
    private let folder: URL

    init(width: Int = 1280, height: Int = 900) throws {
        guard let path = ChildProcess.tool("chromedriver"), let chromium = ChildProcess.tool("chromium") else {
            throw Failure(description: "Chromium is not installed")
        }
        let port = FreePort.take()
        // The path of a socket in it has at most 107 bytes.
        folder = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        driver = try ChildProcess(path, ["--port=\(port)"], environment: ["TMPDIR": folder.path])
        // Its fourth line says that it can answer.
        _ = try driver.lines(4)
        client = try CurlClient(base: "http://127.0.0.1:\(port)")
        let options: [String: Any] = [
            "binary": chromium,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--window-size=\(width),\(height)",
            ],
        ]
        let wanted: [String: Any] = [
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"],
            // In a debug build, a fit takes some seconds.
            "timeouts": ["script": 50_000],
        ]
        let body = try JSONSerialization.data(withJSONObject: ["capabilities": ["alwaysMatch": wanted]])
        var answer: JSONReply?
        // The first words of the driver come a moment before its socket.
        for _ in 0..<200 where answer == nil {
            do {
                answer = try client.post("/session", type: "application/json", body).json
            } catch is CurlClient.Failure {
                continue
            }
        }
        guard let id = answer?.string("value.sessionId") else {
            driver.kill9()
            throw Failure(description: "no browser: \(answer?.string("value.message") ?? "the driver does not answer")")
        }
        session = id
    }

    deinit {
        _ = try? client.send("DELETE", "/session/\(session)")
        driver.kill9()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Loads a page anew, even if only the fragment differs from the present one.
    func open(_ url: String) throws {
        for target in ["about:blank", url] { try command("url", ["url": target]) }
    }

    /// Runs a script and returns its value at the path `value`.
    @discardableResult
    func run(_ script: String) throws -> JSONReply {
        try command("execute/sync", ["script": script, "args": [String]()])
    }

    /// The text of an expression. An element that the page is just drawing is waited for.
    func text(_ expression: String) throws -> String {
        let script = """
            const done = arguments[arguments.length - 1];
            const began = performance.now();
            const look = () => {
                try { done({ text: String(\(expression)) }); } catch (error) {
                    if (performance.now() - began > 20000) done({ error: String(error) });
                    else setTimeout(look, 50);
                }
            };
            look();
            """
        let answer = try command("execute/async", ["script": script, "args": [String]()])
        if let text = answer.string("value.text") { return text }
        throw Failure(description: "\(expression): \(answer.string("value.error") ?? "no answer")")
    }

    func number(_ script: String) throws -> Double? { try run("return \(script)").number("value") }

    /// Waits until an expression is true. The page itself looks whenever it changes, and each 50 ms.
    func wait(_ expression: String, seconds: Int = 150) throws {
        let script = """
            const done = arguments[arguments.length - 1];
            let timer = 0;
            const look = () => {
                let found = false;
                try { found = Boolean(\(expression)); } catch { found = false; }
                if (found || performance.now() - began > 40000) { clearInterval(timer); done(found); }
            };
            const began = performance.now();
            timer = setInterval(look, 50);
            look();
            """
        for _ in 0..<max(1, seconds / 40) {
            let answer = try command("execute/async", ["script": script, "args": [String]()])
            if answer["value"] as? Bool == true { return }
        }
        let page = try text("document.querySelector('main').innerText.slice(0, 600)")
        throw Failure(description: "in vain: \(expression)\n\(page)\n\(try console().joined(separator: "\n"))")
    }

    func click(_ selector: String) throws {
        try run("document.querySelector(\(Self.quoted(selector))).click()")
    }

    /// Clicks the button with this text.
    func press(_ label: String) throws {
        let answer = try run(
            """
            const button = [...document.querySelectorAll('button, a.button')].find(item => item.textContent.trim().startsWith(\(Self.quoted(label))));
            if (button) button.click();
            return Boolean(button);
            """
        )
        if answer["value"] as? Bool != true { throw Failure(description: "there is no button «\(label)»") }
    }

    /// Presses a key as a user does, on whatever has the focus.
    func key(_ character: String) throws {
        let actions: [[String: Any]] = [
            [
                "type": "key", "id": "keys",
                "actions": [["type": "keyDown", "value": character], ["type": "keyUp", "value": character]],
            ]
        ]
        try command("actions", ["actions": actions])
    }

    static let tab = "\u{E004}"
    static let right = "\u{E014}"
    static let home = "\u{E011}"
    static let escape = "\u{E00C}"
    static let enter = "\u{E007}"
    static let down = "\u{E015}"
    static let up = "\u{E013}"

    func theme(isDark: Bool) throws {
        let features = [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]
        try command("goog/cdp/execute", ["cmd": "Emulation.setEmulatedMedia", "params": ["features": features]])
    }

    /// Shows the page as on another medium, such as `print`; an empty text ends that.
    func media(_ name: String) throws {
        try command("goog/cdp/execute", ["cmd": "Emulation.setEmulatedMedia", "params": ["media": name]])
    }

    /// Prints the page on sheets of its own size.
    ///
    /// - Returns: the number of sheets.
    func printed() throws -> Int {
        let parameters: [String: Any] = [
            "cmd": "Page.printToPDF", "params": ["printBackground": true, "preferCSSPageSize": true],
        ]
        let answer = try command("goog/cdp/execute", parameters)
        let document = answer.string("value.data").flatMap { Data(base64Encoded: $0) } ?? Data()
        return String(decoding: document, as: UTF8.self).matches(of: /\/Type\s*\/Page\b/).count
    }

    func resize(width: Int, height: Int) throws {
        let size: [String: Any] = ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false]
        try command("goog/cdp/execute", ["cmd": "Emulation.setDeviceMetricsOverride", "params": size])
    }

    /// The errors and warnings on the console since the last call.
    func console() throws -> [String] {
        let answer = try command("se/log", ["type": "browser"])
        return (0..<(answer.count("value") ?? 0)).compactMap { index in
            guard let level = answer.string("value.\(index).level"), level == "SEVERE" || level == "WARNING" else {
                return nil
            }
            return "\(level) \(answer.string("value.\(index).message") ?? "")"
        }
    }

    /// The control with a label, as an expression.
    static func control(_ label: String) -> String {
        "[...document.querySelectorAll('label')].find(item => item.textContent === '\(label)').control"
    }

    static func quoted(_ text: String) -> String {
        let data = (try? JSONEncoder().encode(text)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    @discardableResult
    private func command(_ path: String, _ parameters: [String: Any]) throws -> JSONReply {
        let body = try JSONSerialization.data(withJSONObject: parameters)
        let reply = try client.post("/session/\(session)/\(path)", type: "application/json", body)
        guard reply.status == 200 else {
            throw Failure(description: reply.json.string("value.message") ?? reply.text)
        }
        return reply.json
    }
}
