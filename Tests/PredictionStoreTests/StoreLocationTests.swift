import PredictionStore
import Testing

@Suite("Store location")
struct StoreLocationTests {
    @Test(
        "reads the locations of --store",
        arguments: [
            ("memory:", StoreLocation.memory),
            ("sqlite:///var/lib/laws.sqlite", .sqlite(path: "/var/lib/laws.sqlite")),
            ("sqlite:laws.sqlite", .sqlite(path: "laws.sqlite")),
            ("sqlite:/a b%20c", .sqlite(path: "/a b%20c")),
            ("sqlite:///laws.sqlite?mode=ro", .sqlite(path: "/laws.sqlite", isReadOnly: true)),
            (
                "postgres://laws@db:5433/laws?sslmode=verify-full",
                .postgreSQL(url: "postgres://laws@db:5433/laws?sslmode=verify-full")
            ),
            ("postgresql:///laws", .postgreSQL(url: "postgresql:///laws")),
        ]
    )
    func accepted(text: String, location: StoreLocation) throws {
        #expect(try StoreLocation(parsing: text) == location)
    }

    @Test(
        "refuses other locations with the reason",
        arguments: [
            ("", StoreLocation.ParseError.unsupportedScheme("")),
            ("mysql://host/db", .unsupportedScheme("mysql")),
            ("/var/lib/laws.sqlite", .unsupportedScheme("/var/lib/laws.sqlite")),
            ("memory", .missingColon(scheme: "memory")),
            ("sqlite", .missingColon(scheme: "sqlite")),
            ("postgres", .missingColon(scheme: "postgres")),
            ("sqlite:", .missingPath),
            ("sqlite:///", .missingPath),
            ("sqlite::memory:", .foreignMemory),
            ("sqlite:///:memory:", .foreignMemory),
            ("sqlite://:memory:", .foreignMemory),
            ("sqlite:///tmp/:memory:", .foreignMemory),
            ("sqlite:./:memory:?mode=ro", .foreignMemory),
            ("sqlite:file::memory:", .foreignMemory),
            ("SQLite::memory:", .foreignMemory),
            (":memory:", .foreignMemory),
            ("sqlite:file:laws.sqlite", .foreignURI),
            ("sqlite:?mode=ro", .missingPath),
            ("postgres:laws", .missingPath),
            ("sqlite://localhost/laws.sqlite", .hostNotAllowed("localhost")),
            ("sqlite://laws.sqlite", .hostNotAllowed("laws.sqlite")),
            ("sqlite:///p?mode=rw", .unknownQueryItem("mode=rw")),
            ("sqlite:///p?cache=shared", .unknownQueryItem("cache=shared")),
            ("sqlite:///p?", .unknownQueryItem("")),
            ("memory:x", .unknownQueryItem("x")),
        ]
    )
    func refused(text: String, reason: StoreLocation.ParseError) {
        #expect(throws: reason) { try StoreLocation(parsing: text) }
    }

    @Test(
        "a description never holds a password",
        arguments: [
            ("postgres://u:secret@h:1/d?password=secret&sslmode=require", "postgres://u@h:1/d"),
            ("postgres://u:sec@ret@h/d", "postgres://u@h/d"),
            ("postgres://h", "postgres://h"),
            ("postgresql:///d?user=u", "postgresql:///d"),
            ("postgres://u:secret@h:1,[::1]:2,%2Frun/d", "postgres://u@h:1,[::1]:2,%2Frun/d"),
            ("postgres://u:sec%3Fret@h:1/d", "postgres://u@h:1/d"),
            ("postgres://u:sec#ret@h/d", "postgres://u@h/d"),
            // Where the password ends is not certain.
            ("postgres://u:sec?ret@127.0.0.1:1/db", "postgres://u…"),
            ("postgres://u:sec/ret@h/d", "postgres://u…"),
            ("postgres://u:12?34@h/d", "postgres://u…"),
            ("postgres://u:s/e?c#r@et@h/d", "postgres://u…"),
            ("postgres://u:secret@h/d?password=sec@ret", "postgres://u…"),
            ("postgres://h/d?password=sec@ret", "postgres://h…"),
            ("postgres://u:secret", "postgres://u…"),
            ("postgres://host=h password=secret", "postgres://host…"),
            ("postgres://h/d password=secret", "postgres://h…"),
            ("postgres://h:1secret/d", "postgres://h…"),
            ("sqlite:///p?mode=ro", "sqlite:///p?mode=ro"),
            ("sqlite:p", "sqlite:p"),
            ("memory:", "memory:"),
        ]
    )
    func description(text: String, description: String) throws {
        let location = try StoreLocation(parsing: text)
        #expect("\(location)" == description)
        #expect(String(reflecting: location) == description)
        #expect(!description.contains("ret"))
    }

    @Test("a location in the form of libpq is refused without its values")
    func keysAndValues() {
        #expect(throws: StoreLocation.ParseError.unsupportedScheme("host")) {
            try StoreLocation(parsing: "host=h password=secret")
        }
    }
}
