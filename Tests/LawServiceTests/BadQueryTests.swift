import LawService
import TestSupport
import Testing

@Suite("Bad queries are refused with their place")
struct BadQueryTests {
    static let queries: [BadRequest] = [
        BadRequest(name: "no layers", target: "/predict?dim=64", status: 400, pointer: "?layers", message: "missing"),
        BadRequest(name: "layers = 0", target: "/predict?layers=0&dim=64", status: 400, pointer: "?layers"),
        BadRequest(name: "negative layers", target: "/predict?layers=-4&dim=64", status: 400, pointer: "?layers"),
        BadRequest(name: "dim = 1e400", target: "/predict?layers=4&dim=1e400", status: 400, pointer: "?dim"),
        BadRequest(name: "dim is NaN", target: "/predict?layers=4&dim=nan", status: 400, pointer: "?dim"),
        BadRequest(
            name: "layers beyond 64 bits",
            target: "/predict?layers=99999999999999999999&dim=64",
            status: 400,
            pointer: "?layers"
        ),
        BadRequest(name: "dim is empty", target: "/predict?layers=4&dim=", status: 400, pointer: "?dim"),
        BadRequest(
            name: "misspelt parameter",
            target: "/predict?layer=4&dim=64",
            status: 400,
            pointer: "?layer",
            message: "did you mean `layers`?"
        ),
        BadRequest(
            name: "parameter given twice",
            target: "/predict?layers=4&layers=5&dim=64",
            status: 400,
            pointer: "?layers"
        ),
        BadRequest(name: "broken percent escape", target: "/predict?layers=4&dim=%4", status: 400, pointer: "?dim"),
        BadRequest(
            name: "invalid UTF-8 in the query",
            target: "/predict?layers=4&dim=64&law=%FF",
            status: 400,
            pointer: "?law"
        ),
        BadRequest(name: "level = 1", target: "/predict?layers=4&dim=64&level=1", status: 400, pointer: "?level"),
        BadRequest(name: "infinite D′", target: "/predict?layers=4&dim=64&dPrime=inf", status: 400, pointer: "?dPrime"),
        BadRequest(
            name: "unknown metric",
            target: "/predict?layers=4&dim=64&metric=HR@1",
            status: 422,
            pointer: "?metric",
            message: "HR@10"
        ),
        BadRequest(name: "unknown law", target: "/predict?layers=4&dim=64&law=nobody", status: 404, pointer: "?law"),
        BadRequest(
            name: "unknown dataset",
            target: "/predict?layers=4&dim=64&dataset=nobody",
            status: 404,
            pointer: "?dataset"
        ),
        BadRequest(name: "D′ for a law without one", target: "/predict?layers=4&dim=64&dPrime=12", status: 422),
        BadRequest(name: "range that descends", target: "/optimal?layers=8..4", status: 422, pointer: "?layers"),
        BadRequest(name: "range without an end", target: "/optimal?layers=8..", status: 400, pointer: "?layers"),
        BadRequest(name: "step of 0", target: "/optimal?dim=8..16:0", status: 422, pointer: "?dim"),
        BadRequest(name: "space too large", target: "/optimal?layers=1..100000&dim=1..100000", status: 422),
        BadRequest(name: "axis too large", target: "/optimal?layers=1..1000000000", status: 422, pointer: "?layers"),
        BadRequest(
            name: "unknown architecture",
            target: "/optimal?architecture=lama",
            status: 400,
            pointer: "?architecture",
            message: "did you mean `llama`?"
        ),
        BadRequest(name: "no multiple in the range", target: "/optimal?dim=10..12&dimMultiple=64", status: 422),
        BadRequest(
            name: "budget too small",
            target: "/optimal?maxParameters=10",
            status: 422,
            message: "maxParameters="
        ),
        BadRequest(name: "tolerance above 1", target: "/optimal?tolerance=2", status: 400, pointer: "?tolerance"),
        BadRequest(
            name: "a D′ and a dataset",
            target: "/predict?layers=4&dim=64&dPrime=12&dataset=x",
            status: 422,
            pointer: "?dataset"
        ),
        BadRequest(
            name: "a D′ and a dataset beside a fault",
            target: "/predict?layers=0&dim=64&dPrime=12&dataset=x",
            status: 400,
            pointer: "?dataset"
        ),
        BadRequest(name: "unknown path", target: "/prediction", status: 404),
        BadRequest(name: "limit = 0", target: "/laws?limit=0", status: 400, pointer: "?limit"),
        BadRequest(name: "page after an unknown law", target: "/laws?after=nobody", status: 404),
        BadRequest(name: "parameter of a resource without any", target: "/healthz?verbose=1", status: 400),
    ]

    @Test("queries", arguments: queries)
    func query(_ row: BadRequest) throws {
        row.check(try Self.fixture.get().client.get(row.target))
    }

    /// A query changes nothing, so all of them may ask one service.
    private static let fixture = Result { try ServiceFixture.withLaw() }
}
