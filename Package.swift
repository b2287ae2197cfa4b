// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The commit of the build, for `--version`. `make` and the Dockerfile set it; a plain `swift build` needs neither git nor this.
let commit = Context.environment["BUILD_COMMIT"].flatMap { text in
    text.wholeMatch(of: /[0-9a-z-]{1,64}/) == nil ? nil : text
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "performance-law",
    products: [
        .executable(name: "performance-law", targets: ["performance-law"]),
        // For programs that want a part, the benchmarks among them.
        .library(name: "HTTPMessage", targets: ["HTTPMessage"]),
        .library(name: "SocketServer", targets: ["SocketServer"]),
        .library(name: "JSONText", targets: ["JSONText"]),
        .library(name: "TableReading", targets: ["TableReading"]),
        .library(name: "InteractionLog", targets: ["InteractionLog"]),
        .library(name: "SequenceEntropy", targets: ["SequenceEntropy"]),
        .library(name: "LawFitting", targets: ["LawFitting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // System libraries: a module map and nothing else.
        .systemLibrary(name: "CAffinity"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CEpoll"),
        // Only its header is used at build time; the library is loaded when it is needed.
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CProgramHeaders"),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // A string that the build defines. Swift has no such definitions.
        .target(name: "CBuildCommit", cSettings: commit.map { [.define("BUILD_COMMIT", to: $0)] }),
        // The page, the contract and the examples, as bytes.
        .target(name: "CEmbeddedFiles", exclude: ["page"]),

        // What the operator sees: log lines, metrics, ids of requests.
        .target(name: "Telemetry", dependencies: ["JSONText", log], swiftSettings: settings),

        // How many processors this process may use.
        .target(name: "ProcessorAffinity", dependencies: ["CAffinity"], swiftSettings: settings),

        // HTTP, from the bytes up.
        .target(name: "HTTPMessage", swiftSettings: settings),
        .target(
            name: "SocketServer",
            dependencies: ["CEpoll", "HTTPMessage", "ProcessorAffinity"],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),
        // For the command line's `--server`.
        .target(name: "HTTPClient", dependencies: ["HTTPMessage", "SocketServer"], swiftSettings: settings),

        // The subject: data quality and laws. Pure, no I/O.
        .target(name: "ElementaryFunctions", swiftSettings: settings),
        .target(name: "JSONText", swiftSettings: settings),
        .target(name: "ResourceMetering", swiftSettings: settings),
        .target(name: "TemporaryStorage", dependencies: ["ResourceMetering"], swiftSettings: settings),
        .target(
            name: "TableReading",
            dependencies: ["CZlib", "JSONText", "ResourceMetering"],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),
        .target(
            name: "InteractionLog",
            dependencies: ["CXXHash", "JSONText", "ResourceMetering", "TableReading", "TemporaryStorage"],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),
        .target(
            name: "SequenceEntropy",
            dependencies: ["ElementaryFunctions", "ResourceMetering", "TemporaryStorage"],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),
        .target(
            name: "LawFitting",
            dependencies: ["ElementaryFunctions", "ResourceMetering"],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),

        // The service.
        .target(
            name: "PredictionStore",
            dependencies: ["CLibPQ", "CXXHash", sqlite],
            exclude: ["Design.md"],
            swiftSettings: settings
        ),
        .target(
            name: "LawService",
            dependencies: [
                "CBuildCommit", "CCrypto", "CEmbeddedFiles", "CZlib", "HTTPMessage", "InteractionLog", "JSONText",
                "LawFitting", "PredictionStore", "ProcessorAffinity", "ResourceMetering", "SequenceEntropy",
                "TableReading", "Telemetry", "TemporaryStorage",
                log,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "performance-law",
            dependencies: [
                "CEpoll", "CProgramHeaders", "HTTPClient", "HTTPMessage", "InteractionLog", "JSONText", "LawFitting",
                "LawService", "PredictionStore", "ResourceMetering", "SequenceEntropy", "SocketServer", "TableReading",
                "Telemetry", "TemporaryStorage",
                arguments, log,
            ],
            swiftSettings: settings
        ),

        // Tests.
        .target(name: "TestSupport", dependencies: ["CZlib", "HTTPMessage", "JSONText"], swiftSettings: settings),
        .testTarget(name: "HTTPMessageTests", dependencies: ["HTTPMessage"], swiftSettings: settings),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "HTTPMessage"], swiftSettings: settings),
        .testTarget(name: "SocketServerTests", dependencies: ["SocketServer", "HTTPMessage"], swiftSettings: settings),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "TableReadingTests",
            dependencies: ["CZlib", "JSONText", "ResourceMetering", "TableReading", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "TelemetryTests", dependencies: ["JSONText", "Telemetry"], swiftSettings: settings),
        .testTarget(
            name: "ElementaryFunctionsTests",
            dependencies: ["ElementaryFunctions", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "ResourceMeteringTests", dependencies: ["ResourceMetering"], swiftSettings: settings),
        .testTarget(
            name: "ProcessorAffinityTests",
            dependencies: ["CAffinity", "ProcessorAffinity"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TemporaryStorageTests",
            dependencies: ["ResourceMetering", "TemporaryStorage"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InteractionLogTests",
            dependencies: [
                "InteractionLog", "JSONText", "ResourceMetering", "SequenceEntropy", "TableReading", "TemporaryStorage",
                "TestSupport",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SequenceEntropyTests",
            dependencies: ["CZlib", "ResourceMetering", "SequenceEntropy", "TemporaryStorage", "TestSupport"],
            swiftSettings: settings
        ),
        // What the module's own factorisations are compared with.
        .systemLibrary(
            name: "CLapacke",
            path: "Tests/CLapacke",
            pkgConfig: "lapacke",
            providers: [.apt(["liblapacke-dev"])]
        ),
        .testTarget(
            name: "LawFittingTests",
            dependencies: ["CLapacke", "ElementaryFunctions", "LawFitting", "ResourceMetering", "TestSupport"],
            swiftSettings: settings
        ),
        // A process that uses a store, for tests that trace, kill or multiply processes.
        .executableTarget(
            name: "StoreExerciser",
            dependencies: ["PredictionStore"],
            path: "Tests/StoreExerciser",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PredictionStoreTests",
            dependencies: ["PredictionStore", "StoreExerciser", "TestSupport", sqlite],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LawServiceTests",
            dependencies: [
                "CZlib", "HTTPMessage", "JSONText", "LawFitting", "LawService", "PredictionStore", "ResourceMetering",
                "SequenceEntropy", "TableReading", "Telemetry", "TestSupport",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: ["JSONText", "LawService", "PredictionStore", "performance-law", "TestSupport"],
            exclude: ["Help"],
            swiftSettings: settings
        ),
        .systemLibrary(
            name: "CCurl",
            path: "Tests/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["CCurl", "JSONText", "performance-law", "TestSupport"],
            swiftSettings: settings
        ),
    ]
)

// `make test` builds some test targets with optimisation too, and names them. The others would take minutes for nothing.
if let names = Context.environment["TEST_TARGETS"]?.split(separator: " ") {
    package.targets.removeAll { target in target.type == .test && !names.contains { $0 == target.name } }
    // What is tested is optimised. To optimise the tests themselves takes a quarter of the build.
    for target in package.targets where target.type == .test {
        target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
    }
}

// Tests that fit take ten times as long without optimisation. `make test` sets this for its debug build. Assertions and checks stay.
if Context.environment["OPTIMISE_FITS"] != nil {
    for target in package.targets where ["ElementaryFunctions", "LawFitting"].contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug)))
    }
}
