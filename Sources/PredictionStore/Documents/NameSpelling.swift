import Foundation

/// The spelling of names in every store.
enum NameSpelling {
    /// One spelling for each name: databases compare bytes, but é has two spellings in Unicode.
    static func canonical(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

    /// The spelling of an id or a name that a client asks for; `nil` if no document can have it.
    ///
    /// No name contains U+0000. SQLite would end the text there and find another document, and PostgreSQL would refuse the statement.
    static func reference(_ text: String) -> String? { text.utf8.contains(0) ? nil : canonical(text) }
}
