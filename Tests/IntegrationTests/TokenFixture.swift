import Foundation
import TestSupport
import Testing

/// A token that `token new` has made, and the file that a service reads.
struct TokenFixture {
    let token: String
    let path: String
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "tokens").path
        let made = try Executable.run(["token", "new", "--append", path])
        token = made.output.split(whereSeparator: \.isWhitespace).map(String.init).max { $0.count < $1.count } ?? ""
        try #require(made.status == 0 && !token.isEmpty, "\(made.errors)")
    }

    func remove() { _ = try? FileManager.default.removeItem(at: folder) }
}
