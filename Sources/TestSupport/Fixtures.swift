public import Foundation

/// The files that tests read.
public enum Fixtures {
    /// The repository's root.
    public static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file below `Tests/Fixtures`; its README says where each comes from.
    public static func data(_ path: String) throws -> Data {
        try Data(contentsOf: root.appending(path: "Tests/Fixtures/\(path)"))
    }

    /// A file below `examples`.
    public static func example(_ path: String) throws -> Data {
        try Data(contentsOf: root.appending(path: "examples/\(path)"))
    }
}
