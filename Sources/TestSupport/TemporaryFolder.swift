public import Foundation

/// Calls the body with a new folder, and removes the folder afterwards.
public func withTemporaryFolder<Value>(_ body: (_ folder: URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { _ = try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}
