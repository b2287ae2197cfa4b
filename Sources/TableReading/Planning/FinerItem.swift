/// Looks for ids that are finer than those of the item's column: chapters beside books, rooms beside hotels.
///
/// Which of the two is the item only the sender knows. An id is finer if it belongs to one item alone and an item has several of them. The
/// id of a row, a session or an order can look so too, but users do not share it; a category has several items.
struct FinerItem {
    private let sample: SampleTable
    private let user: Int?
    private let item: Int

    init(sample: SampleTable, user: Int?, item: Int) {
        self.sample = sample
        self.user = user
        self.item = item
    }

    /// Names of what an item consists of, in front of `id`.
    private static let units: Set<String> = [
        "chapter", "paragraph", "sentence", "dish", "lesson", "lecture", "edition", "episode",
    ]
    /// Names that can be those of other things too, which the cells have to tell apart: a segment of users, a scene in which an item is shown.
    private static let doubtfulUnits: Set<String> = [
        "room", "scene", "segment", "exercise", "question", "variant", "level",
    ]
    private static let places = ["venue", "place", "location", "spot", "poi"]
    /// Words in the names of ids that no item has: of what is done with items, and of what items are sorted by.
    private static let others: Set<String> = [
        "order", "session", "visit", "cart", "basket", "invoice", "receipt", "search", "query", "request",
        "transaction",
        "review", "rating", "comment", "impression", "impr", "log", "row", "record", "interaction", "click", "action",
        "device", "ip", "campaign", "category", "cat", "subcategory", "brand", "seller", "store", "shop", "author",
        "tag", "genre", "department", "aisle", "channel", "country", "city", "region", "timezone", "type", "experiment",
        "unnamed", "index",
    ]

    /// Asks if another column may have the items, and warns if it may have them in part.
    func check(_ choice: RoleChoice, _ findings: inout PlanFindings) {
        for index in sample.columns.indices where index != item && index != user {
            guard !choice.taken.contains(index), !choice.dropped.contains(index), choice.looks[index].canBeLabels,
                isID(index), ColumnNames.role(of: sample.columns[index].form) == nil
            else { continue }
            let pairs = Pairs(sample, user: user, item: item, other: index)
            guard pairs.count > 0, !choice.agrees(item, index) else { continue }
            switch meaning(of: index, pairs) {
            case .item:
                choice.ask(.item, [item, index], &findings)
                return
            case .doubtful: warn(index, choice, &findings)
            case .part: warnOfPart(index, choice, &findings)
            case .other: continue
            }
        }
    }

    private enum Meaning {
        case item
        /// Users share it, and it is finer, but nothing else says that it is the item.
        case doubtful
        /// It is a part of the item, and the parts of each item are numbered again.
        case part
        case other
    }

    private func meaning(of index: Int, _ pairs: Pairs) -> Meaning {
        let form = sample.columns[index].form
        if let unit = Self.unit(of: form), Self.units.contains(unit) {
            return pairs.haveOneItem ? .item : pairs.usersHaveSeveral ? .part : .other
        }
        // The id of a row is finer than anything, but never comes again.
        guard pairs.areFiner, pairs.comeAgain else { return .other }
        let isOfPlace = Self.places.contains { sample.columns[item].form.inner.contains($0) }
        if let unit = Self.unit(of: form), Self.doubtfulUnits.contains(unit) || isOfPlace && unit == "event" {
            return .item
        }
        // A column `item_id` says itself that it has the items.
        let isNamedItem = sample.columns[item].form.words.first == "item"
        return !isNamedItem && pairs.areShared && !form.words.contains(where: Self.others.contains) ? .doubtful : .other
    }

    private func isID(_ index: Int) -> Bool {
        let form = sample.columns[index].form
        return form.words.last == "id" || Self.unit(of: form) != nil
    }

    /// The word in front of `id`, also of `chapterid`; nil for the unit of a user.
    private static func unit(of form: NameForm) -> String? {
        let words = form.words
        guard !words.contains(where: ["user", "live"].contains) else { return nil }
        if words.count > 1, words.last == "id" { return words[words.count - 2] }
        guard words.count == 1, words[0].hasSuffix("id") else { return nil }
        let unit = String(words[0].dropLast(2))
        return units.contains(unit) || doubtfulUnits.contains(unit) ? unit : nil
    }

    private func warn(_ index: Int, _ choice: RoleChoice, _ findings: inout PlanFindings) {
        let (name, itemName) = (choice.reference(index), choice.reference(item))
        findings.warnings.append(
            TableWarning(
                code: "unusedItem",
                message:
                    "the column \(title(index)) may have the items, each of which is a part of one \(title(item)), and is not read;"
                    + " `columns=item:\(name)` reads it, `columns=item:\(itemName)` passes over it"
            )
        )
    }

    private func warnOfPart(_ index: Int, _ choice: RoleChoice, _ findings: inout PlanFindings) {
        findings.warnings.append(
            TableWarning(
                code: "unusedItem",
                message:
                    "the column \(title(index)) may have parts of the items, which are counted again for each \(title(item)), and is"
                    + " not read; write both ids in one column if the parts are the items, or add"
                    + " `columns=item:\(choice.reference(item))` to pass over it"
            )
        )
    }

    private func title(_ index: Int) -> String { sample.columns[index].title.shown }
}

/// What the rows of the sample say about the items and another id beside them.
private struct Pairs {
    private(set) var count = 0
    private var itemsOfOther: [String: Set<String>] = [:]
    private var othersOfItem: [String: Set<String>] = [:]
    private var usersOfOther: [String: Set<String>] = [:]
    private var othersOfUser: [String: Set<String>] = [:]

    init(_ sample: SampleTable, user: Int?, item: Int, other: Int) {
        let users = user.map { sample.columns[$0].cells }
        for (row, cell) in sample.columns[other].cells.enumerated() {
            let itemCell = sample.columns[item].cells[row]
            guard !cell.isMissing, !itemCell.isMissing else { continue }
            count += 1
            itemsOfOther[cell.text, default: []].insert(itemCell.text)
            othersOfItem[itemCell.text, default: []].insert(cell.text)
            guard let user = users?[row].text else { continue }
            usersOfOther[cell.text, default: []].insert(user)
            othersOfUser[user, default: []].insert(cell.text)
        }
    }

    /// Whether each id belongs to one item.
    var haveOneItem: Bool { itemsOfOther.values.allSatisfy { $0.count == 1 } }

    /// Whether the ids tell more apart than the items do. One case can be a coincidence.
    var areFiner: Bool {
        haveOneItem && othersOfItem.values.count { $0.count > 1 } > 1 && usersHaveSeveral
    }

    /// Whether several users have the same ids.
    var areShared: Bool { usersOfOther.values.count { $0.count > 1 } > 1 }

    /// Whether some user has more than one of the ids.
    var usersHaveSeveral: Bool { othersOfUser.values.contains { $0.count > 1 } }

    /// Whether some id stands in more than one row.
    var comeAgain: Bool { itemsOfOther.count < count }
}
