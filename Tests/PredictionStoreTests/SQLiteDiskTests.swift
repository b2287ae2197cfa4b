import Foundation
import TestSupport
import Testing

@testable import PredictionStore

/// The store on disks that are read-only, failing or full.
@Suite("SQLite store, disks")
struct SQLiteDiskTests {
    @Test(
        "a store on a read-only file system answers reads; a WAL that cannot be read is refused, not ignored",
        .enabled(if: TestFileSystem.isPermitted, "file systems cannot be mounted here"),
        arguments: [true, false]
    )
    func readOnlyFileSystem(isClosed: Bool) throws {
        try TestFileSystem.withMemory(bytes: 16 << 20) { folder in
            let path = folder + "/store.sqlite"
            try withFolder { elsewhere in
                let store = try SQLiteStore(.sqlite(path: elsewhere + "/store.sqlite"))
                try store.store("law_1")
                if isClosed { try store.close() }
                for suffix in isClosed ? [""] : ["", "-wal"] {
                    try FileManager.default.copyItem(
                        atPath: elsewhere + "/store.sqlite" + suffix,
                        toPath: path + suffix
                    )
                }
            }
            try TestFileSystem.remount(folder, "ro")
            if isClosed {
                let store = try SQLiteStore(.sqlite(path: path))
                #expect(store.isReadOnly)
                #expect(try store.document(.law, "law_1")?.id == "law_1")
                #expect(throws: StoreError.readOnly) { try store.store("law_2") }
                #expect(throws: StoreError.readOnly) { try store.check() }
            } else {
                #expect(storeError { _ = try SQLiteStore(.sqlite(path: path)) }?.isUnavailable == true)
            }
        }
    }

    @Test(
        "a file system that fails refuses writes and fails the probe",
        .enabled(if: TestFileSystem.isPermitted, "file systems cannot be mounted here")
    )
    func failingFileSystem() throws {
        try TestFileSystem.withExt4 { folder in
            let store = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            try store.store("law_1")
            try store.check()
            // FS_IOC_SHUTDOWN without a flush: every later call on a file fails with EIO.
            let descriptor = open(folder, O_RDONLY)
            defer { close(descriptor) }
            var flags: UInt32 = 2
            try #require(ioctl(descriptor, 0x8004_587D, &flags) == 0)
            #expect(storeError { try store.store("law_2") }?.isUnavailable == true)
            #expect(storeError { try store.check() }?.isUnavailable == true)
        }
    }

    @Test(
        "a full disk refuses writes, fails the probe, loses nothing, and recovers",
        .enabled(if: TestFileSystem.isPermitted, "file systems cannot be mounted here")
    )
    func fullDisk() throws {
        try TestFileSystem.withMemory(bytes: 4 << 20) { folder in
            let filler = folder + "/filler"
            try Data(repeating: 1, count: 1 << 20).write(to: URL(filePath: filler))
            let store = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            try store.check()
            var stored: [String] = []
            var refusal: StoreError?
            while refusal == nil, stored.count < 1_000 {
                let id = "law_\(stored.count)"
                refusal = storeError { try store.store(id, content: content(bytes: 50_000)) }
                if refusal == nil { stored.append(id) }
            }
            #expect(refusal?.isUnavailable == true)
            #expect(storeError { try store.check() }?.isUnavailable == true)
            #expect(try store.lawIDs() == stored.reversed())
            try FileManager.default.removeItem(atPath: filler)
            try store.check()
            try store.store("law_after", content: content(bytes: 50_000))
            #expect(stored.count > 10)
        }
    }

    @Test(
        "on a disk without a byte of room, documents can be deleted, but only by the reserve",
        .enabled(if: TestFileSystem.isPermitted, "file systems cannot be mounted here"),
        arguments: [true, false]
    )
    func deletionOnFullDisk(hasReserve: Bool) throws {
        try TestFileSystem.withMemory(bytes: 64 << 20) { folder in
            let path = folder + "/store.sqlite"
            let filled = try SQLiteStore(.sqlite(path: path))
            for number in 0..<40 { try filled.store("law_\(number)", content: content(bytes: 400_000)) }
            try filled.close()
            // A new WAL that ends with its newest document, so that a deletion needs more room.
            let store = try SQLiteStore(.sqlite(path: path))
            try store.check()
            try store.store("law_40", content: content(bytes: 400_000))
            #expect(FileManager.default.fileExists(atPath: path + "-reserve"))
            if !hasReserve { unlink(path + "-reserve") }
            let filler = open(folder + "/filler", O_CREAT | O_WRONLY, 0o600)
            let zeros = [UInt8](repeating: 0, count: 4_096)
            while write(filler, zeros, zeros.count) > 0 {}
            close(filler)
            #expect(storeError { try store.store("law_more", content: content(bytes: 400_000)) }?.isUnavailable == true)
            guard hasReserve else {
                #expect(storeError { _ = try store.delete(.law, "law_0") }?.isUnavailable == true)
                return
            }
            for number in 0...40 { #expect(try store.delete(.law, "law_\(number)")) }
            #expect(try store.lawIDs() == [])
            // The pages of the deleted documents are free for new ones.
            for number in 0..<5 { try store.store("law_new_\(number)", content: content(bytes: 400_000)) }
            try store.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-reserve"))
        }
    }

    @Test(
        "a small disk that a service has filled to the brim gets room by deletions, also if others fill it meanwhile",
        .enabled(if: TestFileSystem.isPermitted, "file systems cannot be mounted here"),
        arguments: [2, 3, 4, 8, 24],
        [2_000, 40_000]
    )
    func deletionOnSmallDisk(megabytes: Int, contentBytes: Int) throws {
        try TestFileSystem.withMemory(bytes: megabytes << 20) { folder in
            let store = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            try store.check()
            var stored: [String] = []
            while storeError({ try store.store("law_\(stored.count)", content: content(bytes: contentBytes)) }) == nil {
                stored.append("law_\(stored.count)")
            }
            // The reserve, the WAL and the room that a write needs are the rest.
            #expect(StoreFile(path: folder + "/store.sqlite").size > megabytes << 19)
            let filler = open(folder + "/filler", O_CREAT | O_WRONLY, 0o600)
            let zeros = [UInt8](repeating: 0, count: 4_096)
            while write(filler, zeros, zeros.count) > 0 {}
            close(filler)
            for id in stored { #expect(try store.delete(.law, id), "\(id)") }
            #expect(try store.lawIDs() == [])
            unlink(folder + "/filler")
            try store.check()
            for id in stored.prefix(stored.count / 2) { try store.store(id, content: content(bytes: contentBytes)) }
        }
    }

    @Test("a probe that comes after the store was closed leaves no file behind")
    func reserveAfterClose() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("reserve-\(UUID())").path
        let reserve = DiskReserve(file: StoreFile(path: path))
        reserve.fill()
        #expect(FileManager.default.fileExists(atPath: reserve.path))
        reserve.removeForGood()
        reserve.fill()
        #expect(!FileManager.default.fileExists(atPath: reserve.path))
    }
}
