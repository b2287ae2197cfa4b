import Foundation
import LawService
import Logging

/// Finds and reads the Vega bundle, with which the page draws.
enum VegaFile {
    /// - Parameter path: the file that the operator names; `nil` for the usual places.
    /// - Throws: if the named file cannot be read. Without a file in the usual places the page shows tables.
    static func bundle(_ path: String?) throws(CommandFailure) -> VegaBundle {
        if let path, !isReadable(path) {
            throw CommandFailure.input("--vega: \(path) cannot be read, or is empty; `make setup` makes the bundle")
        }
        guard let path = path ?? places.first(where: isReadable) else {
            log.notice("no Vega bundle was found, so the page shows tables; `make setup` makes it")
            return .missing
        }
        return VegaBundle {
            do {
                return try InputFile(path: path).bytes()
            } catch {
                log.error("\(error); the page shows tables until the service is started again")
                return nil
            }
        }
    }

    private static var log: Logger { Logger(label: "page") }

    private static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0 && InputFile(path: path).byteCount ?? 0 > 0
    }

    private static var places: [String] {
        guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return []
        }
        var folder = executable.split(separator: "/").dropLast()
        func path(_ folder: ArraySlice<Substring>, _ name: String) -> String {
            "/" + (folder + [name[...]]).joined(separator: "/")
        }
        var places = [path(folder, "vega.js"), path(folder.dropLast(), "share/performance-law/vega.js")]
        // The package manager's folder, which git ignores.
        while let last = folder.last {
            if last == ".build" { places.append(path(folder, "vega.js")) }
            folder.removeLast()
        }
        return places
    }
}
