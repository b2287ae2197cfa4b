import Foundation
import LawService
import TestSupport
import Testing

@testable import performance_law

@Suite("The Vega bundle's file")
struct VegaFileTests {
    @Test(
        "the bundle lies beside the executable, where packages put it, or in the folder of a build",
        arguments: [
            ("/performance-law", ["/vega.js", "/share/performance-law/vega.js"]),
            ("/usr/bin/performance-law", ["/usr/bin/vega.js", "/usr/share/performance-law/vega.js"]),
            (
                "/x/.build/release/performance-law",
                ["/x/.build/release/vega.js", "/x/.build/share/performance-law/vega.js", "/x/.build/vega.js"]
            ),
            ("", []), ("performance-law", []),
        ]
    )
    func places(_ executable: String, _ places: [String]) { #expect(VegaFile.places(executable) == places) }

    @Test("a file that is missing, empty, a folder or far too large is refused at the start")
    func refused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (empty, large) = (folder.appending(path: "empty.js"), folder.appending(path: "large.js"))
        for file in [empty, large] { try Data().write(to: file) }
        // A sparse file takes no room.
        try FileHandle(forWritingTo: large).truncate(atOffset: UInt64(VegaFile.mostBytes) + 1)
        // Nobody ever writes into it.
        let fifo = folder.appending(path: "fifo.js").path
        try #require(mkfifo(fifo, 0o600) == 0)
        for path in [fifo, "/dev/null", "/nowhere/vega.js", folder.path, empty.path, large.path, "-"] {
            let failure = #expect(throws: CommandFailure.self, "\(path)") { try VegaFile.bundle(path) }
            #expect("\(try #require(failure))".contains("--vega: \(path) cannot be read"), "\(path)")
        }
    }

    @Test("a file may come after the start, and may go again once it was read")
    func later() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).js")
        try Data("let a = 1".utf8).write(to: file)
        let bundle = try VegaFile.bundle(file.path)
        try FileManager.default.removeItem(at: file)
        #expect(bundle.script() == nil)
        try Data().write(to: file)
        #expect(bundle.script() == nil, "an empty file is no bundle")
        try Data("let a = 2".utf8).write(to: file)
        #expect(bundle.script() == Array("let a = 2".utf8))
        try FileManager.default.removeItem(at: file)
    }

    @Test("a pipe is read at the start")
    func pipe() throws {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("let a = 3".utf8))
        try pipe.fileHandleForWriting.close()
        let bundle = try VegaFile.bundle("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        for _ in 0..<2 { #expect(bundle.script() == Array("let a = 3".utf8)) }
    }
}
