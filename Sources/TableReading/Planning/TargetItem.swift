/// Finds the item that follows a list, which records for training a model call its target.
///
/// `{"user":"u1","history":[1,2,3],"target":4}` has four items. Without a list such a name can also be that of a rating.
struct TargetItem {
    /// Names that promise the item behind the list.
    private static let names: Set<String> = [
        "target", "targetid", "targetitem", "targetitemid", "targetasin", "targetmovieid", "nextitem", "nextitemid",
        "next", "nextid", "nextasin", "positive", "pos", "positiveitem", "positiveitemid", "positem", "positemid",
        "groundtruth", "groundtruthitem",
    ]
    /// Words of names that may promise it.
    private static let words: Set<String> = [
        "target", "targets", "next", "label", "labels", "positive", "positives", "pos", "answer", "truth",
        "groundtruth",
    ]

    let sample: SampleTable

    /// - Returns: Nil with a warning if a column may be the item, and with a question if several columns are.
    func find(_ choice: inout RoleChoice, _ findings: inout PlanFindings) -> Int? {
        let free = sample.columns.indices.filter { index in
            !choice.taken.contains(index) && !choice.dropped.contains(index)
                && ColumnNames.role(of: sample.columns[index].form) == nil && mayHaveItems(choice.looks[index])
        }
        let named = free.filter { isName(sample.columns[$0]) && isItem(choice.looks[$0]) }
        guard named.count < 2 else {
            choice.ask(.item, named, &findings)
            return nil
        }
        if let item = named.first {
            choice.taken.insert(item)
            return item
        }
        guard let column = free.first(where: { hasWord(sample.columns[$0]) }) else { return nil }
        let name = choice.reference(column)
        let remedy =
            isItem(choice.looks[column])
            ? "`columns=item:\(name)` reads it as the last item, `columns=ignore:\(name)` passes over it"
            : "append its items to the list if they follow it, else pass over it with `columns=ignore:\(name)`"
        findings.warnings.append(
            TableWarning(
                code: "unusedItem",
                message:
                    "the column \(sample.columns[column].title.shown) may have the items that follow each list, and is not"
                    + " read; \(remedy)"
            )
        )
        return nil
    }

    private func isName(_ column: SampleColumn) -> Bool {
        Self.names.contains(column.form.whole) || Self.names.contains(column.form.inner)
    }

    private func hasWord(_ column: SampleColumn) -> Bool {
        isName(column) || column.form.words.contains { Self.words.contains($0) }
    }

    /// Whether the cells can be items. Whether something was clicked is 0, 1 or a Boolean.
    private func mayHaveItems(_ look: ColumnLook) -> Bool {
        guard look.present > 0, look.booleans * 2 < look.present, look.fractions == 0 else { return false }
        return look.arrays > 0 || !look.texts.allSatisfy { ["0", "1", "0.0", "1.0"].contains($0) }
    }

    private func isItem(_ look: ColumnLook) -> Bool { look.arrays == 0 && look.canBeLabels }
}
