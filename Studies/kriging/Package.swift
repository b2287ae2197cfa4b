// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// `run` copies this manifest beside a copy of LawFitting that holds the model.
let package = Package(
    name: "study",
    targets: [
        .target(name: "ElementaryFunctions", swiftSettings: settings),
        .target(
            name: "LawFitting",
            dependencies: ["ElementaryFunctions"],
            exclude: ["Design.md"],
            swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]
        ),
        // A bench for questions that change from day to day.
        .executableTarget(
            name: "krigingbench",
            dependencies: ["LawFitting", "ElementaryFunctions"],
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        .testTarget(
            name: "StudyTests",
            dependencies: ["LawFitting", "ElementaryFunctions"],
            swiftSettings: settings
        ),
    ]
)
