/// Finds the known name that a misspelt name most likely means.
package enum EditDistance {
    /// The candidate with the fewest edits, the first one of several. A candidate counts only if the edits are at most a third
    /// of its length.
    package static func nearest(to name: String, among candidates: [String]) -> String? {
        // The comparison takes quadratic time. A very long name from a client cannot be near any candidate.
        guard name.utf8.count <= 64 else { return nil }
        let name = name.lowercased()
        let length = name.unicodeScalars.count
        var nearest: (candidate: String, edits: Int)?
        for candidate in candidates {
            // Each edit changes the length by at most one, so most candidates need no comparison.
            let limit = max(1, candidate.count / 3)
            guard abs(candidate.unicodeScalars.count - length) <= limit else { continue }
            let edits = edits(name, candidate.lowercased())
            if edits <= limit, edits < nearest?.edits ?? .max { nearest = (candidate, edits) }
        }
        return nearest?.candidate
    }

    /// The Levenshtein distance, row by row.
    package static func edits(_ first: String, _ second: String) -> Int {
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
