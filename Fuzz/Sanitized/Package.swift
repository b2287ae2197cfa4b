// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The modules that read the bytes of clients, without the rest of the service. They are built again for each sanitizer,
// which takes seconds. `Sources` and `Tests` are links to the repository's own folders.
let package = Package(
    name: "sanitized",
    targets: [
        .systemLibrary(name: "CAffinity"),
        .systemLibrary(name: "CEpoll"),
        .target(name: "ProcessorAffinity", dependencies: ["CAffinity"], swiftSettings: settings),
        .target(name: "HTTPMessage", swiftSettings: settings),
        .target(
            name: "SocketServer",
            dependencies: ["CEpoll", "HTTPMessage", "ProcessorAffinity"],
            exclude: ["SocketServer/Design.md"],
            swiftSettings: settings
        ),
        .testTarget(name: "HTTPMessageTests", dependencies: ["HTTPMessage"], swiftSettings: settings),
        .testTarget(name: "SocketServerTests", dependencies: ["HTTPMessage", "SocketServer"], swiftSettings: settings),
    ]
)
