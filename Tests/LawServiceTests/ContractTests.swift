import Foundation
import HTTPMessage
import JSONText
import LawFitting
import PredictionStore
import SequenceEntropy
import TableReading
import Telemetry
import TestSupport
import Testing

@testable import LawService

@Suite("openapi.yaml and the code say the same")
struct ContractTests {
    private let document: YAMLValue
    private let check: SchemaCheck

    init() throws {
        let client = try ServiceFixture().client
        let text = client.get("/openapi.yaml").text
        #expect(
            text == String(decoding: try Data(contentsOf: Fixtures.root.appending(path: "openapi.yaml")), as: UTF8.self)
        )
        document = try YAMLReader.read(text)
        check = SchemaCheck(document: document)
    }

    private func schema(_ name: String) -> YAMLValue { check.resolved("#/components/schemas/\(name)") }

    private func names(_ schema: YAMLValue?) -> Set<String> { Set((schema?["properties"]?.entries ?? []).map(\.key)) }

    private func words(_ schema: YAMLValue?) -> Set<String> {
        Set((schema?["enum"]?.elements ?? []).compactMap(\.string)).subtracting(["null"])
    }

    private func parameters(_ path: YAMLValue, _ operation: YAMLValue, in place: String) -> Set<String> {
        let all = (path["parameters"]?.elements ?? []) + (operation["parameters"]?.elements ?? [])
        let resolved = all.map { parameter in parameter["$ref"]?.string.map(check.resolved) ?? parameter }
        return Set(resolved.filter { $0["in"]?.string == place }.compactMap { $0["name"]?.string })
    }

    @Test("the pattern of a name excludes what the code refuses, and nothing else")
    func invisibleCharacters() throws {
        let pattern = try #require(schema("Name")["pattern"]?.string)
        let inside = try #require(pattern.unicodeScalars.split(separator: "[").last?.split(separator: "]").first)
        var rest = Array(inside.dropFirst())[...]
        func next() throws -> Int {
            guard rest.first == "\\" else { return Int(rest.removeFirst().value) }
            let digits = String(String.UnicodeScalarView(rest.dropFirst(2).prefix(2)))
            rest.removeFirst(4)
            return try #require(Int(digits, radix: 16))
        }
        var excluded: Set<Int> = []
        while !rest.isEmpty {
            let first = try next()
            guard rest.first == "-" else {
                excluded.insert(first)
                continue
            }
            rest.removeFirst()
            excluded.formUnion(first...(try next()))
        }
        let refused = (0...0x10FFFF).filter { Unicode.Scalar(UInt32($0)).map(InvisibleCharacters.contain) ?? false }
        #expect(excluded == Set(refused))
    }

    @Test("every route and query parameter is described, and only these")
    func routes() throws {
        let store = try SQLiteStore(.memory)
        let metrics = ServiceMetrics()
        let services = Services(store: store, limits: Services.Limits(), metrics: metrics)
        let health = HealthService(store: store, metrics: metrics, bounds: services.bounds, areMetricsOpen: true)
        let routes = Routes.table(services, health, PageService(vega: .missing, services.bounds))
        var described: [String: YAMLValue] = [:]
        for path in document["paths"]?.entries ?? [] {
            for operation in path.value.entries where operation.key != "parameters" {
                described["\(operation.key.uppercased()) \(path.key)"] = operation.value
            }
        }
        #expect(Set(described.keys) == Set(routes.map { "\($0.method.rawValue) \($0.path.text)" }))
        #expect(OptionNames.parameters == Set(routes.flatMap(\.parameters)))
        for route in routes {
            let key = "\(route.method.rawValue) \(route.path.text)"
            guard let path = document["paths"]?[route.path.text], let operation = described[key] else { continue }
            #expect(parameters(path, operation, in: "query") == Set(route.parameters), "\(key)")
            let inPath = route.path.text.matches(of: /\{([a-z]+)\}/).map { String($0.1) }
            #expect(parameters(path, operation, in: "path") == Set(inPath), "\(key)")
            #expect(operation["security"] != nil || !route.isOpen || route.path.text == "/metrics", "\(key)")
        }
    }

    @Test("the members of bodies are those of the code")
    func bodies() {
        let log = Set(EntropyParameters.members + ReadingOptions.names)
        #expect(names(schema("SequencesBody")) == log.union(["sequences"]))
        #expect(names(schema("InteractionsBody")) == log.union(["interactions"]))
        #expect(names(schema("FitBody")) == Set(FitRequest.names + ["experiments"]))
        #expect(names(schema("PredictionsBody")) == Set(PredictionBatch.names))
    }

    @Test("enumerations are those of the code")
    func enumerations() {
        let forms = Set(LawForm.allCases.map(\.rawValue))
        #expect(words(schema("Form")) == forms)
        #expect(words(schema("RequestedForm")) == forms.union(["auto"]))
        #expect(words(schema("Architecture")) == Set(Architecture.allCases.map(\.rawValue)))
        #expect(words(schema("ShortPolicy")) == Set(ShortPolicy.allCases.map(\.rawValue)))
        #expect(words(schema("ProblemCode")) == Set(Problem.Code.allCases.map(\.rawValue)))
        let measures = schema("SequencesBody")["properties"]?["measures"]?["items"]
        #expect(words(measures) == Set(Measure.allCases.map(\.rawValue)))
        let softmax = check.resolved("#/components/parameters/softmax")["schema"]
        #expect(words(softmax) == Set(SearchQuery.Softmax.allCases.map(\.rawValue)))
    }

    @Test("limits are those of the code")
    func limits() {
        func limit(_ value: YAMLValue?) -> Int? { value?.string.flatMap { Int($0) } }
        #expect(limit(schema("Size")["maximum"]) == ParameterReader.largestSize)
        let predictions = schema("PredictionsBody")["properties"]?["configurations"]
        #expect(limit(predictions?["maxItems"]) == PredictionBatch.largestCount)
        let fit = schema("FitBody")["properties"]
        #expect(limit(fit?["experiments"]?["maxItems"]) == FitRequest.largestCount)
        #expect(limit(fit?["metrics"]?["maxItems"]) == FitRequest.largestMetricCount)
        let page = check.resolved("#/components/parameters/limit")["schema"]
        #expect(limit(page?["maximum"]) == CatalogueService.largestPage)
        #expect(limit(schema("Problem")["properties"]?["errors"]?["maxItems"]) == FaultList.listed)
        let suggestions = document["paths"]?["/laws/{reference}/suggestions"]?["get"]?["parameters"]?.elements
        let count = suggestions?.first { $0["name"]?.string == "count" }?["schema"]
        #expect(limit(count?["maximum"]) == Suggestion.limit)
    }

    @Test("every status that a problem has is described, or is one that any resource may answer")
    func statuses() {
        var described: Set<String> = []
        for path in document["paths"]?.entries ?? [] {
            for operation in path.value.entries {
                described.formUnion((operation.value["responses"]?.entries ?? []).map(\.key))
            }
        }
        let other = check.resolved("#/components/responses/Other")["description"]?.string ?? ""
        for code in Problem.Code.allCases {
            #expect(described.contains("\(code.status)") || other.contains("\(code.status)"), "\(code.rawValue)")
        }
    }

    @Test("answers have the described members, each of its type, and no others")
    func answers() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        _ = client.post("/fit?name=b&form=kriging", "text/csv", grid)
        let log = "[[1,2,1,2,3],[4,4,4,4]]"
        let checked: [(String, InProcessClient.Reply)] = [
            ("POST /fit", client.post("/fit?name=c&form=performance-law", "text/csv", grid)),
            ("POST /apen", client.post("/apen?name=d", "application/json", log)),
            ("POST /apen", client.post("/apen?m=1,2&maxLength=3", "application/json", log)),
            ("POST /preview", client.post("/preview", "text/csv", grid)),
            ("POST /preview", client.post("/preview", "text/csv", "1,2,3\n4,5,6\n")),
            ("GET /predict", client.get("/predict?layers=16&dim=64")),
            (
                "POST /predict",
                client.post("/predict", "application/json", #"{"configurations":[{"layers":4,"dim":8}]}"#)
            ),
            ("GET /optimal", client.get("/optimal?maxParameters=200k")),
            ("GET /surface", client.get("/surface?layers=4,8&dim=16,32")),
            ("GET /compare", client.get("/compare?laws=a,b")),
            ("GET /laws", client.get("/laws")), ("GET /datasets", client.get("/datasets")),
            ("GET /laws/{reference}", client.get("/laws/a")),
            ("GET /datasets/{reference}", client.get("/datasets/d")),
            ("GET /laws/{reference}/suggestions", client.get("/laws/a/suggestions?count=2")),
            ("GET /healthz", client.get("/healthz")), ("GET /readyz", client.get("/readyz")),
            ("GET /predict", client.get("/predict?layer=16")), ("GET /laws/{reference}", client.get("/laws/nobody")),
            ("POST /apen", client.post("/apen", "application/json", "[[")),
        ]
        for (operation, reply) in checked {
            let parts = operation.split(separator: " ").map(String.init)
            let responses = document["paths"]?[parts[1]]?[parts[0].lowercased()]?["responses"]
            let response = try #require(responses?["\(reply.status)"], "\(operation) \(reply.status) is not described")
            let resolved = response["$ref"]?.string.map(check.resolved) ?? response
            let schema = try #require(resolved["content"]?.entries.first?.value["schema"])
            let faults = check.faults(try JSONValue.parse(reply.body), schema)
            #expect(faults.isEmpty, "\(operation) \(reply.status): \(faults.prefix(5))")
        }
    }
}
