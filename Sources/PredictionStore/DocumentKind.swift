/// What a stored document describes. The raw value is the word used in the schema.
public enum DocumentKind: String, Sendable, CaseIterable {
    case law
    case dataset
}
