// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The modules that read what strangers send, without the rest of the service: built once more for each sanitizer, they
// are ready in seconds. `Sources` and `Tests` are links to the repository's own.
let package = Package(
    name: "sanitized",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "CEpoll"),
        .target(name: "HTTPMessage", swiftSettings: settings),
        .target(
            name: "SocketServer",
            dependencies: ["CEpoll", "HTTPMessage"],
            exclude: ["SocketServer/Design.md"],
            swiftSettings: settings
        ),
        .testTarget(name: "HTTPMessageTests", dependencies: ["HTTPMessage"], swiftSettings: settings),
        .testTarget(name: "SocketServerTests", dependencies: ["HTTPMessage", "SocketServer"], swiftSettings: settings),
    ]
)
