import ArgumentParser
import Foundation
import LawService
import PredictionStore

/// `performance-law import`: the documents of an export, into any store.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store the laws and datasets of an export.",
        discussion: """
            Documents that are stored already stay as they are and gain the names. After a failure the same import can be \
            repeated.
            """
    )

    @Argument(help: "The output of export, or - for standard input.")
    var file: String

    @Flag(help: "Move names that other laws or datasets have.")
    var replaceNames = false

    @OptionGroup var store: StoreOption

    func run() throws {
        let input = InputFile(path: file)
        try input.requireReadable()
        let (documents, added) = try store.use { store in
            var reader = ArchiveImport(
                into: store,
                replaceNames: replaceNames,
                hasOwnID: DocumentIdentity.isPossible,
                faultOfNames: DocumentIdentity.faultOfNames
            )
            do {
                try input.forEachSlice { slice in
                    if reader.documents == 0, slice.starts(with: Self.gzip) { throw Self.compressed(file) }
                    try reader.receive(Data(slice))
                }
                try reader.finish()
            } catch let error as ArchiveImport.Failure {
                throw CommandFailure.data("\(file): \(Self.message(for: error))")
            }
            return (reader.documents, reader.added)
        }
        try StandardOutput.write("\(documents) document\(documents == 1 ? "" : "s"), \(added) of them new\n")
    }

    /// How gzip begins (RFC 1952 §2.3.1).
    private static let gzip: [UInt8] = [0x1F, 0x8B]

    private static func compressed(_ file: String) -> CommandFailure {
        .data(
            file == "-"
                ? "the input is compressed; pipe it through `gzip -dc` first"
                : "\(file) is compressed; run `gzip -dc \(file) | performance-law import -`"
        )
    }

    private static func message(for failure: ArchiveImport.Failure) -> String {
        switch failure {
        case .line(let number, .malformed(let reason)): "line \(number) is no line of an export: \(reason)"
        case .line(let number, .unknownVersion(let version)): "line \(number) has version \(version) of the format"
        case .line(let number, .damaged(let kind, let id)):
            "line \(number): \(kind.rawValue) \(id) does not match its checksum"
        case .foreignID(let number, let kind, let id):
            "line \(number): `\(id)` is not the id of this \(kind.rawValue); ids come from the content and cannot be chosen"
        case .name(let number, let reason): "line \(number): \(reason)"
        case .otherCount(let number, let documents, let expected):
            "line \(number) ends an export of \(expected) document\(expected == 1 ? "" : "s"), and \(documents) stand before it"
        case .lineTooLong(let number): "line \(number) is too long"
        case .incomplete(let documents):
            "the export was cut short after \(documents) document\(documents == 1 ? "" : "s")"
        }
    }
}
