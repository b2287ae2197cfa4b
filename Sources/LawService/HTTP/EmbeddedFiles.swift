import CEmbeddedFiles

/// The files that stand in the executable.
public enum EmbeddedFiles {
    static let openapi = bytes(embedded_openapi)
    static let index = bytes(embedded_index)

    /// What returns each file that the page loads, by name; the examples are among them.
    static var assets: [String: @Sendable () -> [UInt8]] {
        var assets: [String: @Sendable () -> [UInt8]] = [:]
        for index in 0..<embedded_asset_count() {
            assets[String(cString: embedded_asset(index).name)] = { bytes(embedded_asset(index)) }
        }
        return assets
    }

    /// The experiments of the demonstration, as CSV.
    public static let kuairand = bytes(embedded_kuairand)
    /// The log of the demonstration, as gzipped JSON.
    public static let wikipedia = bytes(embedded_wikipedia)

    private static func bytes(_ file: embedded_file) -> [UInt8] {
        Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }
}
