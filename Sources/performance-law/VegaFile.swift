import Foundation
import LawService
import Logging

/// Finds and reads the Vega bundle, with which the page draws.
enum VegaFile {
    /// - Parameter path: the file that the operator names; `nil` for the usual places.
    /// - Throws: if the named file cannot be read. Without a file in the usual places the page shows tables.
    static func bundle(_ path: String?) throws(CommandFailure) -> VegaBundle {
        if let path {
            guard let bytes = FileManager.default.contents(atPath: path), !bytes.isEmpty else {
                throw CommandFailure.input("--vega: \(path) cannot be read, or is empty; `make setup` makes the bundle")
            }
            return VegaBundle(Array(bytes))
        }
        guard let bytes = places.lazy.compactMap({ FileManager.default.contents(atPath: $0.path) }).first,
            !bytes.isEmpty
        else {
            Logger(label: "page").notice("no Vega bundle was found, so the page shows tables; `make setup` makes it")
            return .missing
        }
        return VegaBundle(Array(bytes))
    }

    private static var places: [URL] {
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return [] }
        let folder = executable.deletingLastPathComponent()
        let shared = folder.deletingLastPathComponent().appending(path: "share/performance-law/vega.js")
        var places = [folder.appending(path: "vega.js"), shared]
        // The package manager's folder, which git ignores.
        var parent = folder
        while parent.pathComponents.count > 1 {
            if parent.lastPathComponent == ".build" { places.append(parent.appending(path: "vega.js")) }
            parent.deleteLastPathComponent()
        }
        return places
    }
}
