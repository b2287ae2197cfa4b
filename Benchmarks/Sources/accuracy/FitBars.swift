import LawFitting

/// How well the forms fit.
struct FitBars {
    let grids: [PublishedGrid]

    /// The table of R² by grid and form, and its two bars.
    func bars() throws -> (table: [String], bars: [Bar]) {
        let forms = LawForm.allCases
        var table = [
            "| grid | published | " + forms.map { "`\($0.rawValue)`" }.joined(separator: " | ") + " |",
            "|---|---" + String(repeating: "|---", count: forms.count) + "|",
        ]
        var (shortfalls, deviations) = ([Double](), [Double]())
        for grid in grids {
            let law = try fit(ObservationSet(grid.observations))
            let fits = forms.map { form in law.candidates.first { $0.form == form }?.scores.r2 }
            table.append(
                "| \(grid.name) | \(Bar.text(grid.performanceLaw, 4)) | "
                    + fits.map { $0.map { Bar.text($0, 4) } ?? "–" }.joined(separator: " | ") + " |"
            )
            // Gaussian processes follow any grid; the bar is about forms with a handful of parameters.
            shortfalls.append(
                grid.performanceLaw
                    - (zip(forms, fits).compactMap { LawForm.parametric.contains($0) ? $1 : nil }.max() ?? 0)
            )
            deviations.append(abs((fits[0] ?? 0) - grid.reference))
        }
        return (
            table,
            [
                Bar(
                    name: "published R² less the best closed form's, worst grid",
                    measured: shortfalls.max() ?? .nan,
                    bound: .atMost(5e-4),
                    digits: 5
                ),
                Bar(
                    name: "`performance-law` R² against the reference, worst grid",
                    measured: deviations.max() ?? .nan,
                    bound: .atMost(1e-4),
                    digits: 5
                ),
            ]
        )
    }
}
