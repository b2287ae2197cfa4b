import JSONText

/// The members of a request beside its records.
extension JSONRecordParser {
    /// More keys than this are not looked through for one that comes twice.
    private static var trackedKeys: Int { 1_000 }

    mutating func readRootKey(_ key: String) {
        spot = .root(key: key)
        let isRecords = JSONLayoutFinder.recordMembers.contains(key) || key == JSONLayoutFinder.sequenceMember
        if keys.count < Self.trackedKeys || isRecords, !keys.insert(key).inserted {
            return refuse("this key occurs twice", at: pointer(key))
        }
        if isRecords, key != layout.member {
            return refuse("the object has `\(layout.member ?? "")` too; give one of them", at: pointer(key))
        }
        guard !isRecords, !memberNames.contains(key) else { return }
        // Only listed faults need their words: the search for the nearest name is long.
        guard builder.faults.refused.total < builder.faults.plan.limits.faults else {
            return refuse("unknown key", at: "")
        }
        refuse(KeyDistance.unknown(key, among: memberNames + [layout.member ?? ""]), at: pointer(key))
    }

    func pointer(_ key: String) -> String { JSONPointer.root.appending(key: key).description }

    mutating func refuse(_ detail: String, at pointer: String) {
        builder.faults.refuse(
            TableFault(.structure, at: .pointer(ShownText.escaped(pointer, length: 200)), detail)
        )
    }

    /// Passes a token of a member's value to the tree builder, which is made at the first token of the value.
    mutating func forward(_ token: (inout JSONTreeBuilder) -> Void) -> Bool {
        if case .root(let key) = spot {
            guard key != layout.member else { return false }
            tree = JSONTreeBuilder(limits: limits, place: JSONPointer.root.appending(key: key))
            spot = .member(name: key)
        }
        guard case .member(let name) = spot, var tree = tree.take() else { return false }
        token(&tree)
        guard tree.isComplete else {
            self.tree = tree
            return true
        }
        spot = .root(key: "")
        do throws(JSONFaults) {
            let value = try tree.result()
            // An unknown key was refused when it was read.
            if memberNames.contains(name) { builder.output.append(member: name, value) }
        } catch {
            switch error {
            case .syntax(let error): builder.faults.refuse(TableFault(json: error, line: 0))
            case .content(let listed, _):
                for fault in listed { refuse("\(fault.reason)", at: fault.pointer.description) }
            }
        }
        return true
    }
}
