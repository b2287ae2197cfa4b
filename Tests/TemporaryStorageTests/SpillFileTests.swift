import Foundation
import TemporaryStorage
import Testing

@Suite("Spill file")
struct SpillFileTests {
    private static func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    @Test("has no name in its folder while it is written and read")
    func nameless() throws {
        let folder = try Self.folder()
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        let file = try SpillFile(folder: folder)
        let text = Array("more than memory holds".utf8)
        _ = try text.withUnsafeBytes { try file.append($0) }
        let offset = try text.withUnsafeBytes { try file.append($0) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(file.bytes == Int64(2 * text.count) && offset == Int64(text.count))
        var again = [UInt8](repeating: 0, count: text.count)
        try again.withUnsafeMutableBytes { try file.read($0, at: offset) }
        #expect(again == text)
    }

    @Test("a missing folder is a failure to create, which names the folder")
    func missingFolder() throws {
        let failure = #expect(throws: SpillFile.Failure.self) { try SpillFile(folder: "/nowhere/at-all") }
        #expect(failure?.operation == .create && failure?.code == ENOENT && failure?.isFull == false)
        #expect(failure?.description.contains("/nowhere/at-all") == true)
    }

    @Test("a full disk is reported with its folder and the size of the file")
    func fullDisk() throws {
        // Every write to this device fails as on a full disk.
        let file = SpillFile(descriptor: open("/dev/full", O_RDWR), folder: "/dev")
        let failure = #expect(throws: SpillFile.Failure.self) {
            try [UInt8](repeating: 1, count: 70_000).withUnsafeBytes { _ = try file.append($0) }
        }
        #expect(failure?.operation == .write && failure?.isFull == true)
        #expect(failure?.bytes == 70_000 && failure?.folder == "/dev")
        #expect(
            failure?.description
                == "a temporary file in /dev could not be written at 70000 bytes: No space left on device"
        )
    }

    @Test("reading beyond what was written is a failure, not a trap")
    func beyondTheEnd() throws {
        let file = try SpillFile()
        var bytes = [UInt8](repeating: 0, count: 1)
        let failure = #expect(throws: SpillFile.Failure.self) {
            try bytes.withUnsafeMutableBytes { try file.read($0, at: 10) }
        }
        #expect(failure?.operation == .read && failure?.code == 0)
    }
}
