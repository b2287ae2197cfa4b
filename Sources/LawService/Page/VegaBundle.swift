/// The script that draws: one file with Vega, Vega-Lite and vega-embed. It is made at set-up and is no part of the executable.
public struct VegaBundle: Sendable {
    /// Makes the script when a page first asks for it, because a start has no time for a megabyte.
    let script: @Sendable () -> [UInt8]

    /// - Parameter script: returns a script that sets `window.vega` and `window.vegaEmbed`; `nil` if there is none. It is called once.
    public init(_ script: @escaping @Sendable () -> [UInt8]?) { self.script = { script() ?? Self.excuse } }

    /// A page without the bundle shows tables, and says why.
    public static let missing = VegaBundle { nil }

    private static let excuse = Array(
        """
        // This service was started without the Vega bundle. `make setup` makes it; `serve --vega FILE` names it.
        window.vegaIsMissing = true;

        """.utf8
    )
}
