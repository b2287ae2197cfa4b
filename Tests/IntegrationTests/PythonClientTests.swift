import Testing

@Suite(
    "Python package, against the real executable",
    .enabled(if: Script.hasPackages("python"), "the Python packages for the tests could not be installed")
)
struct PythonClientTests {
    @Test("passes pytest and the type checker")
    func package() throws {
        let outcome = try Script.run("integrations/python/test")
        #expect(outcome.status == 0, "\(outcome.output)")
    }
}
