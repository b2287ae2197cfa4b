/// Finds the name that a misspelt one may stand for.
public enum EditDistance {
    /// The candidate with the fewest edits, if these are few for its length; the first of equals.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        // A name that a client made very long cannot be near anything, and is not worth the quadratic comparison.
        guard name.utf8.count <= 64 else { return nil }
        let ranked = candidates.map { (candidate: $0, edits: edits(name.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(1, best.candidate.count / 3) ? best.candidate : nil
    }

    /// Levenshtein's distance, row by row.
    private static func edits(_ first: String, _ second: String) -> Int {
        let second = Array(second.unicodeScalars)
        var row = Array(0...second.count)
        for (i, scalar) in first.unicodeScalars.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let substituted = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
            }
        }
        return row[second.count]
    }
}
