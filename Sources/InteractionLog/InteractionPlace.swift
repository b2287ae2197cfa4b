import JSONText

/// Where an interaction of a `json` log stands; its text is made only for a fault.
struct InteractionPlace: Sendable {
    let index: Int

    /// The place of one of its members, or of the whole interaction.
    func callAsFunction(_ key: String?) -> InputFault.Place {
        let pointer = JSONPointer.root.appending(key: "interactions").appending(index: index)
        return .pointer((key.map { pointer.appending(key: $0) } ?? pointer).description)
    }
}
