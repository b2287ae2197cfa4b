/// The script that draws: one file with Vega, Vega-Lite and vega-embed. It is made at set-up and is no part of the executable.
public struct VegaBundle: Sendable {
    /// Makes the script when a page asks for it, because a start has no time for a megabyte.
    package let script: @Sendable () -> [UInt8]?

    /// - Parameter script: returns a script that sets `window.vega` and `window.vegaEmbed`; `nil` if there is none for now. It is called until it
    ///   returns one, every 10 s at most, and may block.
    public init(_ script: @escaping @Sendable () -> [UInt8]?) { self.script = script }

    /// A page without the bundle shows tables, and says why.
    public static let missing = VegaBundle { nil }

    /// What the page loads while there is no bundle.
    static let excuse = Array(
        """
        // This service has no Vega bundle. `make setup` makes it; `serve --vega FILE` names it.
        window.vegaIsMissing = true;

        """.utf8
    )
}
