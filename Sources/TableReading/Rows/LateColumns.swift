/// The columns that have their first value behind the first rows, on which the plan rests.
struct LateColumns: Sendable {
    /// More names are not listed.
    private static let mostListed = 100
    /// The verdicts on more names are not kept.
    private static let mostKnown = 1_000

    private let roles: LateRoles
    /// Whether only the first value of a column is a fault, because the table is refused anyway.
    private let isOnce: Bool
    private var reported: Set<String> = []
    private var verdicts: [String: LateRoles.Found?] = [:]
    /// The names without a role, in the order of their appearance.
    private(set) var ignored: [String] = []

    init(_ plan: ReadingPlan) {
        roles = plan.lateRoles
        isOnce = plan.onError == .refuse
    }

    /// Whether no value gives the column a role. It is listed if it has a value.
    mutating func isIgnored(_ name: String, _ cell: SampleCell) -> Bool {
        !cell.isMissing && verdict(name) == nil
    }

    /// - Returns: The role that the column would have had; nil if it would have had none, or is refused already.
    mutating func contradiction(_ name: String, _ cell: SampleCell) -> LateRoles.Found? {
        if cell.isMissing { return nil }
        let verdict = verdict(name)
        guard let verdict, roles.suits(cell, verdict) else { return nil }
        if isOnce, reported.count < Self.mostKnown, !reported.insert(name).inserted { return nil }
        return verdict
    }

    private mutating func verdict(_ name: String) -> LateRoles.Found? {
        if let known = verdicts[name] { return known }
        let found = roles.found(name)
        if verdicts.count < Self.mostKnown { verdicts[name] = .some(found) }
        if found == nil, ignored.count < Self.mostListed, !ignored.contains(name) { ignored.append(name) }
        return found
    }
}

extension SampleCell {
    /// - Returns: Nil for an object, whose members are columns of their own.
    init?(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind) {
        let cell: Kind
        switch kind {
        case .text: cell = .text
        case .number: cell = .number
        case .boolean: cell = .boolean
        case .null: cell = .null
        case .array: cell = .list
        case .object: return nil
        }
        self.init(kind: cell, text: String(decoding: text, as: UTF8.self))
    }
}
