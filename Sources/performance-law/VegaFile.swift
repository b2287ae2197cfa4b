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
        let file = InputFile(path: path)
        guard path != "-", file.byteCount == nil, let bytes = try? file.bytes(atMost: mostBytes), !bytes.isEmpty else {
            throw CommandFailure.input(
                "--vega: \(path) cannot be read, is empty, or has more than \(mostBytes >> 20) MiB; "
                    + "`make setup` makes the bundle"
            )
        }
        return VegaBundle { bytes }
    }

    /// The bundle when a page asks for it; `nil` if the file has gone.
    private static func contents(_ path: String) -> [UInt8]? {
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
