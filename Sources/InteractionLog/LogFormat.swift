/// The text formats of interaction logs; the raw values are the words of the HTTP contract.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// An object with `sequences` or `interactions`, or an array of sequences alone.
    case json
    /// One user's sequence per line, as an array or an object with `user` and `items`.
    case ndjson
    case csv
    /// RecBole's `.inter`: tab-separated, with a typed header.
    case recbole
    /// `user item` per line, as SASRec's authors write it.
    case sasrec
}
