import Foundation

/// The spelling of names in every store.
enum NameSpelling {
    /// One spelling for each name: databases compare bytes, but é has two spellings in Unicode.
    static func canonical(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }
}
