/// What can be measured beside the per-user approximate entropy; raw values are the words of the HTTP contract.
public enum Measure: String, Sendable, Hashable, CaseIterable, Codable {
    case pooled, lempelZiv, shannon, compression
}
