import Foundation

/// A file named on the command line, or standard input for `-`.
struct InputFile {
    private static let sliceBytes = 1 << 20

    let path: String

    /// The bytes, slice by slice.
    ///
    /// - Throws: `CommandFailure` where the file cannot be read, and what `body` throws.
    func forEachSlice(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let handle = try open()
        defer { close(handle) }
        while true {
            let slice: Data
            do {
                slice = try handle.read(upToCount: Self.sliceBytes) ?? Data()
            } catch {
                throw unreadable(error)
            }
            if slice.isEmpty { return }
            try slice.withUnsafeBytes(body)
        }
    }

    /// How long the file is; `nil` where that shows only at its end.
    var byteCount: Int? {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The whole content.
    func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachSlice { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The part of the name behind the last dot, in lower case.
    var ending: String { path == "-" ? "" : URL(fileURLWithPath: path).pathExtension.lowercased() }

    private func open() throws -> FileHandle {
        if path == "-" { return .standardInput }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw CommandFailure.input("\(path) is a folder")
        }
        do {
            return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch {
            throw unreadable(error)
        }
    }

    private func close(_ handle: FileHandle) {
        if path == "-" { return }
        // Nothing was written, so a failing close loses nothing.
        _ = try? handle.close()
    }

    private func unreadable(_ error: any Error) -> CommandFailure {
        CommandFailure.input("\(path) cannot be read: \(error.localizedDescription)")
    }
}
