import TestSupport
import Testing

@testable import performance_law

@Suite("Environment")
struct EnvironmentTests {
    static let unknown: [(name: String, nearest: String?)] = [
        ("PERFORMANCE_LAW_MEMROY", "PERFORMANCE_LAW_MEMORY"),
        ("PERFORMANCE_LAW_TOKENFILE", "PERFORMANCE_LAW_TOKEN_FILE"),
        ("PERFORMANCE_LAW_ALLOW_ANONYMOS", "PERFORMANCE_LAW_ALLOW_ANONYMOUS"),
        ("PERFORMANCE_LAW_store", "PERFORMANCE_LAW_STORE"),
        ("PERFORMANCE_LAW_SOMETHING_ELSE_ALTOGETHER", nil),
        ("PERFORMANCE_LAW_SERVICE_HOSTS", nil),
        ("PERFORMANCE_LAW_", nil),
    ]

    @Test(
        "refuses a variable that no command knows, names the nearest, and does not show its value",
        arguments: unknown
    )
    func refuses(_ row: (name: String, nearest: String?)) throws {
        let outcome = try Executable.run(["apen", "-"], environment: [row.name: "hidden"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("unknown environment variable \(row.name);"), "\(outcome.errors)")
        if let nearest = row.nearest {
            #expect(outcome.errors.contains("did you mean \(nearest)?"), "\(outcome.errors)")
        }
        #expect(!outcome.errors.contains("hidden"))
    }

    @Test("names all of them at once")
    func several() {
        #expect {
            try EnvironmentArguments.refuseUnknown(in: [
                "PERFORMANCE_LAW_A": "1", "PERFORMANCE_LAW_ZZ": "", "PERFORMANCE_LAWS": "",
            ])
        } throws: { error in
            let message = (error as? CommandFailure)?.message ?? ""
            return message.contains("PERFORMANCE_LAW_A;") && message.contains("PERFORMANCE_LAW_ZZ;")
                && !message.contains("LAWS")
        }
    }

    /// What Kubernetes 1.30 gave to a container beside a service `performance-law` with a named port, and beside one whose name
    /// begins alike.
    static let injected = [
        "PERFORMANCE_LAW_SERVICE_HOST": "10.96.0.7", "PERFORMANCE_LAW_SERVICE_PORT": "8080",
        "PERFORMANCE_LAW_SERVICE_PORT_HTTP": "8080", "PERFORMANCE_LAW_PORT": "tcp://10.96.0.7:8080",
        "PERFORMANCE_LAW_PORT_8080_TCP": "tcp://10.96.0.7:8080", "PERFORMANCE_LAW_PORT_8080_TCP_PROTO": "tcp",
        "PERFORMANCE_LAW_PORT_8080_TCP_PORT": "8080", "PERFORMANCE_LAW_PORT_8080_TCP_ADDR": "10.96.0.7",
        "PERFORMANCE_LAW_METRICS_SERVICE_HOST": "10.96.0.8", "PERFORMANCE_LAW_METRICS_PORT": "udp://10.96.0.8:53",
        "PERFORMANCE_LAW_METRICS_PORT_53_UDP_ADDR": "10.96.0.8",
    ]

    @Test("ignores what Kubernetes injects for a service of this name")
    func kubernetes() throws {
        #expect(try EnvironmentArguments.completed(["serve"], from: Self.injected) == ["serve"])
        #expect(EnvironmentArguments.injected(in: Self.injected) == Self.injected.keys.sorted())
        let mixed = Self.injected.merging(["PERFORMANCE_LAW_PORT": "9", "PERFORMANCE_LAW_HOST": "::1"]) { $1 }
        #expect(try EnvironmentArguments.completed(["serve"], from: mixed) == ["serve", "--host=::1", "--port=9"])
    }

    @Test(
        "an empty variable that says who may use the service, or where it stores, is refused",
        arguments: ["TOKEN_FILE", "HOST", "LISTEN", "STORE", "ALLOWED_HOST", "ALLOWED_ORIGIN"]
    )
    func empty(name: String) throws {
        let variable = "PERFORMANCE_LAW_\(name)"
        #expect {
            try EnvironmentArguments.completed(["serve"], from: [variable: ""])
        } throws: { error in
            (error as? CommandFailure)?.message.hasPrefix("\(variable) is empty") == true
        }
        let option = "--" + name.lowercased().replacing("_", with: "-")
        let given = ["serve", option, "x"]
        #expect(try EnvironmentArguments.completed(given, from: [variable: ""]) == given)
    }

    @Test("an empty variable of another option has no effect")
    func harmless() throws {
        for name in ["MEMORY", "PORT", "WORKERS", "VEGA", "ALLOW_ANONYMOUS"] {
            let environment = ["PERFORMANCE_LAW_\(name)": ""]
            #expect(try EnvironmentArguments.completed(["serve"], from: environment) == ["serve"])
        }
    }
}
