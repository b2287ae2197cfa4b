import LawFitting

/// How well the forms fit.
struct FitBars {
    let grids: [PublishedGrid]

    private func r2(_ grid: PublishedGrid) throws -> [LawForm: Double] {
        let law = try FittedLaw(fitting: ObservationSet(grid.observations))
        return Dictionary(
            law.candidates.compactMap { candidate in candidate.scores?.r2.map { (candidate.form, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A table of R² by grid and form.
    func table() throws -> [String] {
        let forms = LawForm.allCases
        let heading = [
            "| grid | published | " + forms.map { "`\($0.rawValue)`" }.joined(separator: " | ") + " |",
            "|---|---" + String(repeating: "|---", count: forms.count) + "|",
        ]
        return try heading
            + grids.map { grid in
                let r2 = try r2(grid)
                let figures = forms.map { form in r2[form].map { BarRow.text($0, 4) } ?? "–" }
                return "| \(grid.name) | \(BarRow.text(grid.performanceLaw, 4)) | \(figures.joined(separator: " | ")) |"
            }
    }

    func rows() throws -> [BarRow] {
        var (shortfalls, deviations) = ([Double](), [Double]())
        for grid in grids {
            let r2 = try r2(grid)
            // Kriging follows any grid, so this bar compares forms with few parameters.
            let best = LawForm.parametric.compactMap { r2[$0] }.max() ?? 0
            shortfalls.append(grid.performanceLaw - best)
            deviations.append(abs((r2[.performanceLaw] ?? 0) - grid.reference))
        }
        return [
            BarRow(
                "published R² minus that of the best closed form, worst grid",
                .atMost(5e-4),
                shortfalls.max() ?? .nan,
                .seen,
                digits: 5
            ),
            BarRow(
                "`performance-law` R² against the reference, worst grid",
                .atMost(1e-4),
                deviations.max() ?? .nan,
                .seen,
                digits: 5
            ),
        ]
    }
}
