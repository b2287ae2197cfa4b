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

    /// The Levenshtein distance, in which two neighbours in the wrong order are one edit; row by row.
    package static func edits(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for i in first.indices {
            var row = [i + 1]
            for j in second.indices {
                let substituted = last[j] + (first[i] == second[j] ? 0 : 1)
                var edits = min(substituted, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    edits = min(edits, beforeLast[j - 1] + 1)
                }
                row.append(edits)
            }
            (beforeLast, last) = (last, row)
        }
        return last[second.count]
    }
}
