// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func part(_ name: String) -> Target.Dependency { .product(name: name, package: "performance-law") }

// A separate package, so that the service never resolves dependencies that only benchmarks need.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "performance-law", path: "..")],
    targets: [
        .executableTarget(name: "accuracy", dependencies: [part("LawFitting")], swiftSettings: settings),
        .executableTarget(
            name: "serverbench",
            dependencies: [part("HTTPMessage"), part("SocketServer")],
            swiftSettings: settings
        ),
        .target(name: "CCountingLoop"),
        .target(name: "CReadingLoop", dependencies: ["CCountingLoop"]),
        .executableTarget(
            name: "readerbench",
            dependencies: [
                "CReadingLoop", part("JSONText"), part("InteractionLog"), part("SequenceEntropy"), part("TableReading"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "entropybench",
            dependencies: [
                "CCountingLoop", part("JSONText"), part("InteractionLog"), part("SequenceEntropy"),
                part("TableReading"),
            ],
            swiftSettings: settings
        ),
    ]
)
