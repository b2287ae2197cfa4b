/// The page that a problem's `type` points to.
struct ProblemPage {
    private let code: Problem.Code

    init(_ code: Problem.Code) {
        self.code = code
    }

    var body: String {
        """
        <main>
        <p class="note"><a href="/docs#problems">Reference: problems</a></p>
        <h1>\(HTMLText.escaped(code.title))</h1>
        <p><code>\(code.rawValue)</code>, status \(code.status)</p>
        \(HTMLText.paragraphs(code.explanation.meaning))
        <h2>What to do</h2>
        <ul>\(code.explanation.remedies.map { "<li>\(HTMLText.line($0))</li>" }.joined(separator: "\n"))</ul>
        </main>
        """
    }
}
