extension FitRequest {
    /// Reads the CSV body of `POST /fit`. Every other key is a query parameter.
    mutating func readCSV(_ bytes: [UInt8], _ reader: inout ParameterReader) {
        do throws(Problem) {
            let table = try CSVTable(parsing: bytes)
            readHeader(table.header, &reader)
            if table.rows.isEmpty { reader.fault("line 1, column 1", "is a header without experiments") }
            if table.rows.count > Self.largestCount {
                reader.fault("line 1, column 1", "is followed by more than \(Self.largestCount) experiments")
                return
            }
            for row in table.rows { readRow(row, table.header, &reader) }
        } catch {
            reader.add(error)
        }
    }

    private static let columns = ["layers", "dim", "dPrime", "dataset"]

    private func readHeader(_ header: [CSVTable.Field], _ reader: inout ParameterReader) {
        var seen: Set<String> = []
        for field in header {
            let isMetric = metrics?.contains(field.text) ?? false || MetricName.isEvident(field.text)
            if !Self.columns.contains(field.text), !isMetric {
                let known = Self.columns + (metrics ?? ["HR@10", "NDCG@10"])
                reader.fault(field.place, UnknownName.message("column", field.text, among: known) + Self.metricHint)
            }
            if !seen.insert(field.text).inserted { reader.fault(field.place, "names the column `\(field.text)` twice") }
        }
        let place = "line \(header[0].line), column 1"
        for column in ["layers", "dim"] where !seen.contains(column) {
            reader.fault(place, "the header has no column `\(column)`")
        }
        if !seen.contains(where: { !Self.columns.contains($0) }) {
            reader.fault(place, "the header has no metric, such as HR@10")
        }
        if seen.contains("dPrime"), seen.contains("dataset") {
            reader.fault(place, "the header has `dPrime` and `dataset`; give one of them")
        }
    }

    private mutating func readRow(
        _ row: [CSVTable.Field],
        _ header: [CSVTable.Field],
        _ reader: inout ParameterReader
    ) {
        let line = row.first?.line ?? 0
        guard row.count == header.count else {
            reader.fault("line \(line), column 1", "has \(row.count) fields, but the header has \(header.count)")
            return
        }
        var (layers, dim, dPrime): (Int?, Int?, Double?)
        var dataset: (reference: String, place: String)?
        var values: [String: Double] = [:]
        for (column, field) in zip(header, row) {
            switch column.text {
            case "layers": layers = reader.wholeNumber(field.text, at: field.place, in: 1...ParameterReader.largestSize)
            case "dim": dim = reader.wholeNumber(field.text, at: field.place, in: 1...ParameterReader.largestSize)
            case "dPrime" where !field.text.isEmpty: dPrime = reader.number(field.text, at: field.place, .positive)
            case "dataset" where !field.text.isEmpty: dataset = (field.text, field.place)
            case "dPrime", "dataset": break
            case let metric where !field.text.isEmpty:
                values[metric] = reader.number(field.text, at: field.place, .unit)
            default: break
            }
        }
        let metricFields = zip(header, row).filter { !Self.columns.contains($0.0.text) }
        if metricFields.allSatisfy({ $0.1.text.isEmpty }) { reader.fault("line \(line), column 1", "has no metric") }
        guard let layers, let dim else { return }
        experiments.append(
            ExperimentRow(
                place: "line \(line), column 1",
                layers: layers,
                dim: dim,
                dPrime: dPrime,
                dataset: dataset,
                values: values
            )
        )
    }
}
