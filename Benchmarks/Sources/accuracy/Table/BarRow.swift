import Foundation

/// One row of the table: a figure, and what it must reach.
struct BarRow: Sendable {
    enum Requirement: Sendable {
        case atMost(Double)
        case atLeast(Double)
        case within(ClosedRange<Double>)
        /// Without one, only for comparison.
        case none
    }

    /// What the model's makers knew of the data.
    enum Evidence: String, Sendable {
        /// Priors and weights were chosen on these data.
        case seen = "seen while choosing"
        case notSeen = "not seen"
        /// Generated here, from seeds of its own.
        case simulated
        /// Nothing is measured that a choice could fit.
        case exact = "–"
    }

    enum Outcome: Sendable {
        case reached(Double)
        /// For comparison only.
        case text(String)
        case absent(reason: String)
    }

    enum Verdict: Hashable, Sendable {
        case met
        case notMet
        /// Not met, by less than two standard errors of the simulation.
        case undecided
        case none
    }

    let name: String
    var requirement: Requirement = .none
    let outcome: Outcome
    let evidence: Evidence
    /// Of the simulation; `nil` where nothing is random.
    var standardError: Double?
    var digits = 3
    /// Why the bar is not met. The short version does not fail then.
    var knownMiss: String?
}

extension BarRow {
    init(
        _ name: String,
        _ requirement: Requirement = .none,
        _ value: Double,
        _ evidence: Evidence,
        standardError: Double? = nil,
        digits: Int = 3,
        knownMiss: String? = nil
    ) {
        self.init(
            name: name,
            requirement: requirement,
            outcome: value.isNaN ? .absent(reason: "not measured") : .reached(value),
            evidence: evidence,
            standardError: standardError,
            digits: digits,
            knownMiss: knownMiss
        )
    }

    /// A comparison that takes several figures.
    init(_ name: String, text: String, _ evidence: Evidence) {
        self.init(name: name, outcome: .text(text), evidence: evidence)
    }

    /// A bar whose data are not here.
    static func noData(_ name: String, _ requirement: Requirement) -> BarRow {
        BarRow(name: name, requirement: requirement, outcome: .absent(reason: "no data"), evidence: .notSeen)
    }

    /// How far the figure is on the right side; negative beyond the limit, `nil` without one.
    var margin: Double? {
        guard case .reached(let value) = outcome else { return nil }
        return switch requirement {
        case .atMost(let limit): limit - value
        case .atLeast(let limit): value - limit
        case .within(let range): min(value - range.lowerBound, range.upperBound - value)
        case .none: nil
        }
    }

    var verdict: Verdict {
        guard let margin else { return .none }
        // Rounding of sums must not decide.
        if margin >= -1e-12 { return .met }
        return standardError.map { margin > -2 * $0 } == true ? .undecided : .notMet
    }

    static let heading = "| | required | reached | | data |\n|---|---|---|---|---|"

    /// Whether something has become worse than it is known to be.
    var isUnexpectedMiss: Bool { verdict == .notMet && knownMiss == nil }

    /// A line of a Markdown table.
    var line: String { "| \(name) | \(requiredText) | \(reachedText) | \(verdictText) | \(evidence.rawValue) |" }

    private var requiredText: String {
        switch requirement {
        case .atMost(let limit): "≤ \(Self.plain(limit))"
        case .atLeast(let limit): "≥ \(Self.plain(limit))"
        case .within(let range): "\(Self.plain(range.lowerBound)) … \(Self.plain(range.upperBound))"
        case .none: ""
        }
    }

    private var reachedText: String {
        switch outcome {
        case .reached(let value):
            Self.text(value, digits) + (standardError.map { " ± \(Self.text($0, digits))" } ?? "")
        case .text(let text): text
        case .absent(let reason): "*\(reason)*"
        }
    }

    private var verdictText: String {
        let distance = margin.map { " (\($0 < 0 ? "−" : "+")\(Self.text(abs($0), digits)))" } ?? ""
        return switch verdict {
        case .met: "met" + distance
        case .notMet: "**not met**" + distance + (knownMiss.map { ": \($0)" } ?? "")
        case .undecided: "not met, within 2 standard errors" + distance
        case .none: ""
        }
    }

    static func text(_ value: Double, _ digits: Int) -> String {
        if value != 0, abs(value) < 1e-4, digits >= 3 { return String(format: "%.1e", value) }
        return String(format: "%.\(digits)f", value)
    }

    private static func plain(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(format: "%g", value)
    }
}
