import Foundation

/// Copies of whole stores in one SQLite file.
public enum StoreBackup {
    /// Makes a complete copy while the store is used. The file must not exist; a file with this name is complete.
    ///
    /// - Returns: the documents that could not be copied because they are damaged: `law law_1`. A copy of a SQLite store holds
    ///   them as they are.
    public static func make(of store: any ArchivableStore, at path: String) throws -> [String] {
        if let store = store as? SQLiteStore {
            try store.backup(to: path)
            return []
        }
        let target = try StoreFile.forBackup(path)
        var damaged: [String] = []
        try target.withUnfinished { unfinished in
            let copy = try SQLiteStore(.sqlite(path: unfinished.path))
            var reader = ArchiveImport(into: copy, replaceNames: false)
            damaged = try ArchiveExport(store) { try reader.receive($0) }.damaged
            try reader.finish()
            try copy.close()
            try unfinished.synchroniseAndRename(to: target)
        }
        return damaged
    }
}
