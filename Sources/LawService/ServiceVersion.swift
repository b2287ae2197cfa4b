/// The version that `/healthz`, `--version` and `openapi.yaml` name.
public enum ServiceVersion {
    public static let current = "0.1.0"
}
