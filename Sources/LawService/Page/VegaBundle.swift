/// The script that draws: one file with Vega, Vega-Lite and vega-embed. It is made at set-up and is no part of the executable.
public struct VegaBundle: Sendable {
    let script: [UInt8]

    /// - Parameter bytes: a script that sets `window.vega` and `window.vegaEmbed`.
    public init(_ bytes: [UInt8]) { script = bytes }

    /// A page without the bundle shows tables, and says why.
    public static let missing = VegaBundle(
        Array(
            """
            // This service was started without the Vega bundle. `make setup` makes it; `serve --vega FILE` names it.
            window.vegaIsMissing = true;

            """.utf8
        )
    )
}
