/// Numbers of seconds in messages.
public enum Seconds {
    /// `900 s` or `0.5 s`.
    public static func text(_ seconds: Double) -> String {
        Int(exactly: seconds).map { "\($0) s" } ?? "\(seconds) s"
    }
}
