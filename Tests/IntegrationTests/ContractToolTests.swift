import Testing

/// What independent tools make of `openapi.yaml` and of a running service.
@Suite(
    "Contract, by independent tools",
    .enabled(if: Script.hasPackages("contract"), "the tools could not be installed")
)
struct ContractToolTests {
    @Test("schemathesis finds nothing in a short run")
    func schemathesis() throws {
        let outcome = try Script.run("Tests/contract/run", ["2"])
        #expect(outcome.status == 0, "\(outcome.output.suffix(8_000))")
    }

    @Test("a client that openapi-python-client generates works")
    func generatedClient() throws {
        let outcome = try Script.run("Tests/contract/generated-client")
        #expect(outcome.status == 0, "\(outcome.output.suffix(4_000))")
    }
}
