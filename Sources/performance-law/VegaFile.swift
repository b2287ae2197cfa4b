import Foundation
import LawService
import Logging

/// Finds and reads the Vega bundle, with which the page draws.
enum VegaFile {
    /// A bundle has about 1 MB. A far larger file is none.
    static let mostBytes = 64 << 20

    /// - Parameter path: the file that the operator names; `nil` for the usual places.
    /// - Throws: if the named file cannot be read. Without a file in the usual places the page shows tables.
    static func bundle(_ path: String?) throws(CommandFailure) -> VegaBundle {
        guard let path else {
            let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let places = places(executable)
            if places.first(where: isReadable) == nil {
                log.notice("no Vega bundle was found, so the page shows tables; `make setup` makes it")
            }
            return VegaBundle { places.first(where: isReadable).flatMap(contents) }
        }
        if isReadable(path) { return VegaBundle { contents(path) } }
        // A pipe can be read only once, and now.
        guard let bytes = pipedBytes(path), !bytes.isEmpty else {
            throw CommandFailure.input(
                "--vega: \(path) cannot be read, is empty, or has more than \(mostBytes >> 20) MiB; "
                    + "`make setup` makes the bundle"
            )
        }
        return VegaBundle { bytes }
    }

    /// How long a pipe may be silent at the start.
    private static let longestSilence: Int32 = 5_000

    /// The content of a pipe; `nil` if the path is none, or if its writer is missing, silent, or writes too much.
    private static func pipedBytes(_ path: String) -> [UInt8]? {
        // Without O_NONBLOCK, a pipe without a writer would make the start wait for ever.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= mostBytes {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += piece[..<count]
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, longestSilence) == 1 else { return nil }
            } else if errno != EINTR {
                return nil
            }
        }
        return nil
    }

    /// The bundle when a page asks for it; `nil` if the file has gone.
    private static func contents(_ path: String) -> [UInt8]? {
        guard isReadable(path) else {
            log.error("\(path) is empty, cannot be read or is no regular file, so the page shows tables")
            return nil
        }
        do {
            let bytes = try InputFile(path: path).bytes(atMost: mostBytes)
            if !bytes.isEmpty { return bytes }
            log.error("\(path) is empty, so the page shows tables")
        } catch {
            log.error("\(error); the page shows tables")
        }
        return nil
    }

    private static var log: Logger { Logger(label: "page") }

    private static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0 && 1...mostBytes ~= (InputFile(path: path).byteCount ?? 0)
    }

    /// Beside the executable, where packages put it, and in the package manager's folder, which git ignores.
    static func places(_ executable: String) -> [String] {
        guard executable.hasPrefix("/") else { return [] }
        var folder = executable.split(separator: "/").dropLast()
        func path(_ folder: ArraySlice<Substring>, _ name: String) -> String {
            "/" + (folder + [name[...]]).joined(separator: "/")
        }
        var places = [path(folder, "vega.js"), path(folder.dropLast(), "share/performance-law/vega.js")]
        while let last = folder.last {
            if last == ".build" { places.append(path(folder, "vega.js")) }
            folder.removeLast()
        }
        return places
    }
}
