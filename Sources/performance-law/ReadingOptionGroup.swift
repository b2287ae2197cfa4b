import ArgumentParser

/// The options that say how a table is to be read. What they do not say is recognised from the file.
struct ReadingOptionGroup: ParsableArguments {
    @Option(help: "json, ndjson, csv, recbole or sasrec (default: recognised).")
    var format: String?

    @Option(help: "comma, semicolon, tab, pipe, space, or a text such as :: (default: recognised).")
    var delimiter: String?

    @Option(help: "Whether the first line names the columns: present or absent (default: recognised).")
    var header: String?

    @Option(
        help: ArgumentHelp(
            "Which column has which role, such as user:customer,item:2,time:-; --explain shows the columns.",
            valueName: "role:column,…"
        )
    )
    var columns: String?

    @Option(
        help: "iso8601, unix, unixMillis, unixMicros, unixNanos, or a pattern such as dd.MM.yyyy (default: recognised)."
    )
    var timeFormat: String?

    @Option(help: "utf-8, utf-16le, utf-16be, latin1 or windows-1252 (default: recognised).")
    var charset: String?

    @Option(help: "A label that is no item, such as 0; it is removed before sequences are cut.")
    var padding: String?

    @Option(help: "Whether to refuse the table or skip its faulty rows: refuse or skip (default: refuse).")
    var onError: String?

    /// The parameters of the HTTP contract, by name.
    var parameters: [String: String] {
        Parameters.given([
            "format": format, "delimiter": delimiter, "header": header, "columns": columns, "timeFormat": timeFormat,
            "charset": charset, "padding": padding, "onError": onError,
        ])
    }
}
