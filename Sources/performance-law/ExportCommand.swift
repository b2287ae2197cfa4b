import ArgumentParser
import PredictionStore

/// `performance-law export`: every document of a store as NDJSON.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print all laws and datasets with their names as NDJSON, for import into another store.",
        discussion: "The service may run meanwhile. The last line shows that nothing is missing."
    )

    /// Fewer system calls than lines.
    private static let bufferBytes = 256 << 10

    @OptionGroup var store: StoreOption

    func run() throws {
        var buffer: [UInt8] = []
        let export = try store.use(.reading) { store in
            try ArchiveExport(store) { line in
                buffer += line
                if buffer.count >= Self.bufferBytes { try Self.flush(&buffer) }
            }
        }
        try Self.flush(&buffer)
        guard export.damaged.isEmpty else {
            throw CommandFailure.data("left out because they are damaged: \(export.damaged.joined(separator: ", "))")
        }
    }

    private static func flush(_ buffer: inout [UInt8]) throws(CommandFailure) {
        try StandardOutput.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
