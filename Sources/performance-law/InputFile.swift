import Foundation
import LawService

/// A file named on the command line, or standard input for `-`.
struct InputFile {
    /// Large enough for several threads, and to make the cost of a system call negligible.
    private static let sliceBytes = 1 << 20

    let path: String

    /// Calls `body` with the bytes, slice by slice.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read, and every error of `body`.
    func forEachSlice(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try readSlices { slice in
            try body(slice)
            return true
        }
    }

    /// Calls `body` with the bytes, slice by slice, until it returns false.
    private func readSlices(_ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
        let descriptor = try open()
        defer { if path != "-" { close(descriptor) } }
        let slice = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.sliceBytes, alignment: 64)
        defer { slice.deallocate() }
        while true {
            let count = read(descriptor, slice.baseAddress, slice.count)
            if count == 0 { return }
            if count > 0 {
                if try !body(UnsafeRawBufferPointer(rebasing: slice[..<count])) { return }
            } else if errno != EINTR {
                throw unreadable(errno)
            }
        }
    }

    /// Opens the file and closes it again, so that a command ends before it makes anything if its input is missing.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read.
    func requireReadable() throws {
        // A pipe that was opened and closed would end its writer.
        guard byteCount != nil || access(path, F_OK) != 0, path != "-" else { return }
        close(try open())
    }

    /// The length of the file; `nil` if it is known only at the end.
    var byteCount: Int? {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The whole content.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read or is larger than `limit`.
    func bytes(atMost limit: Int = .max) throws -> [UInt8] {
        var bytes: [UInt8] = []
        if let byteCount { bytes.reserveCapacity(min(byteCount, limit)) }
        try forEachSlice { slice in
            guard slice.count <= limit - bytes.count else {
                throw CommandFailure.data("\(path) has more than \(limit) bytes")
            }
            bytes.append(contentsOf: slice)
        }
        return bytes
    }

    /// Calls `body` with each line that is not empty, and its number.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read or a line is longer than `limit`, and every error of `body`.
    func forEachLine(atMost limit: Int, _ body: (_ number: Int, _ line: [UInt8]) throws -> Void) throws {
        var (line, number): ([UInt8], Int) = ([], 1)
        func end() throws {
            if !line.isEmpty { try body(number, line) }
            line = []
            number += 1
        }
        try forEachSlice { slice in
            var rest = slice[...]
            while !rest.isEmpty {
                let feed = rest.firstIndex(of: UInt8(ascii: "\n"))
                let piece = rest[..<(feed ?? rest.endIndex)]
                guard piece.count <= limit - line.count else {
                    throw CommandFailure.data("\(path), line \(number): is too large for --memory")
                }
                line.append(contentsOf: piece)
                rest = rest[(feed.map { $0 + 1 } ?? rest.endIndex)...]
                if feed != nil { try end() }
            }
        }
        try end()
    }

    /// Calls `write` with the bytes, slice by slice, until it returns false.
    func copy(to write: (UnsafeRawBufferPointer) -> Bool) throws {
        try readSlices { write($0) }
    }

    /// Prints how the table would be read. Only the beginning of the file is needed.
    ///
    /// - Parameters:
    ///   - purpose: `log` or `experiments`.
    ///   - parameters: the reading options by their HTTP names.
    func explain(_ purpose: String, _ parameters: [String: String], _ output: OutputOption) throws {
        var preview: TablePreview
        do throws(Problem) {
            preview = try TablePreview(as: purpose, parameters: parameters)
        } catch {
            throw CommandFailure(error)
        }
        try readSlices { slice in
            try CommandFailure.wrapping { () throws(Problem) in try preview.read(slice) }
            return !preview.isComplete
        }
        try output.write(.preview, try CommandFailure.wrapping { () throws(Problem) in try preview.answer() })
    }

    /// Refuses a file that is given twice, under one name or several. Its rows would count twice.
    ///
    /// - Throws: a usage failure that names both.
    static func refuseRepeats(_ inputs: [InputFile]) throws(CommandFailure) {
        var known: [FileIdentity: String] = [:]
        for input in inputs {
            guard let identity = input.identity else { continue }
            if let first = known.updateValue(input.path, forKey: identity) {
                let name = input.path == "-" ? "standard input" : input.path
                throw .usage(
                    first == input.path
                        ? "\(name) is given twice; give each file once"
                        : "\(name) is the same file as \(first); give each file once"
                )
            }
        }
    }

    /// What is the same for all names of a file.
    private struct FileIdentity: Hashable {
        let device: UInt64
        let file: UInt64
    }

    /// `nil` for a file that cannot be found, and for a pipe or a device, each of which may give something else every time.
    private var identity: FileIdentity? {
        // There is one standard input, whatever it is.
        if path == "-" { return FileIdentity(device: .max, file: .max) }
        var status = stat()
        guard stat(path, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    }

    /// A descriptor of the file, or that of standard input for `-`.
    private func open() throws -> Int32 {
        if path == "-" { return STDIN_FILENO }
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(errno) }
        return descriptor
    }

    private func unreadable(_ code: Int32) -> CommandFailure {
        if code == EISDIR { return CommandFailure.input("\(path) is a folder") }
        return CommandFailure.input("\(path) cannot be read: \(String(cString: strerror(code)))")
    }
}
