import Foundation
import TestSupport
import Testing

/// A file system of its own, for tests of full, read-only and failing disks. It needs the right to mount.
enum TestFileSystem {
    static let isPermitted: Bool = {
        do {
            return try withFolder { folder in
                guard ChildProcess.run("mount", ["-t", "tmpfs", "-o", "size=1M", "tmpfs", folder]) else { return false }
                return ChildProcess.run("umount", [folder])
            }
        } catch {
            return false
        }
    }()

    /// A file system in memory.
    static func withMemory(bytes: Int, _ body: (String) throws -> Void) throws {
        try withMount(["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs"], body)
    }

    /// An ext4 file system in a file.
    static func withExt4(_ body: (String) throws -> Void) throws {
        try withFolder { folder in
            let image = folder + "/image"
            try #require(ChildProcess.run("truncate", ["-s", "64M", image]))
            try #require(ChildProcess.run("mkfs.ext4", ["-q", "-F", image]))
            try withMount(["-o", "loop", image], body)
        }
    }

    static func remount(_ folder: String, _ option: String) throws {
        try #require(ChildProcess.run("mount", ["-o", "remount,\(option)", folder]))
    }

    private static func withMount(_ arguments: [String], _ body: (String) throws -> Void) throws {
        try withFolder { folder in
            try #require(ChildProcess.run("mount", arguments + [folder]))
            defer { _ = ChildProcess.run("umount", ["-l", folder]) }
            try body(folder)
        }
    }
}
