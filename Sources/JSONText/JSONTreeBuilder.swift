/// Builds a tree from tokens, without recursion; collects the faults that the grammar allows.
///
/// It can also take one value out of a longer text: hand it the tokens until `isComplete`.
public struct JSONTreeBuilder: JSONConsumer, Sendable {
    /// What to do with a key that its object has already. RFC 8259, section 4, leaves the meaning open.
    public enum DuplicateKeys: Sendable, Hashable {
        case refused
        case firstKept
    }

    /// An array or object whose end has not come yet.
    private struct Container: Sendable {
        var elements: [JSONValue] = []
        var object: JSONObject?
        var key = ""
        /// Values so far, those under duplicate keys included.
        var count = 0
    }

    private let limits: JSONLimits
    private let duplicateKeys: DuplicateKeys
    private let place: JSONPointer
    private let faults = JSONFaultCollector()
    private var open: [Container] = []
    private var root: JSONValue?
    private var nodes = 0
    private var isFull = false

    /// - Parameter place: Where the value stands in the text that it is taken from.
    public init(
        limits: JSONLimits = JSONLimits(),
        duplicateKeys: DuplicateKeys = .refused,
        place: JSONPointer = .root
    ) {
        self.limits = limits
        self.duplicateKeys = duplicateKeys
        self.place = place
    }

    /// Whether a whole value has come.
    public var isComplete: Bool { root != nil }

    /// The value, once it is complete.
    public func result() throws(JSONFaults) -> JSONValue {
        try faults.throwIfAny()
        return root ?? .null
    }

    public mutating func beginObject(at offset: Int) { begin(Container(object: JSONObject())) }

    public mutating func beginArray(at offset: Int) { begin(Container()) }

    public mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        guard !open.isEmpty else { return }
        open[open.count - 1].key = nodes < limits.nodes ? String(decoding: utf8, as: UTF8.self) : ""
        nodes += weight(utf8)
    }

    public mutating func endObject(at offset: Int) { end() }

    public mutating func endArray(at offset: Int) { end() }

    public mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        nodes += weight(utf8) - 1
        add { .string(String(decoding: utf8, as: UTF8.self)) }
    }

    public mutating func integer(_ value: Int64, at offset: Int) {
        add { .number(JSONNumber(value)) }
    }

    public mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        nodes += weight(text) - 1
        add { .number(JSONNumber(validText: String(decoding: text, as: UTF8.self))) }
    }

    public mutating func bool(_ value: Bool, at offset: Int) { add { .bool(value) } }

    public mutating func null(at offset: Int) { add { .null } }

    /// A long text counts as the values that it takes the memory of.
    private func weight(_ text: UnsafeBufferPointer<UInt8>) -> Int { 1 + text.count / 64 }

    private mutating func begin(_ container: Container) {
        nodes += 1
        open.append(container)
    }

    private mutating func end() {
        guard let container = open.popLast() else { return }
        nodes -= 1  // `add` counts the container again, now as a value
        add { container.object.map(JSONValue.object) ?? .array(container.elements) }
    }

    /// Beyond the limit values are no longer made, let alone kept.
    private mutating func add(_ value: () -> JSONValue) {
        nodes += 1
        if nodes > limits.nodes {
            if !isFull { faults.add(.tooManyValues(limit: limits.nodes), at: place) }
            isFull = true
            if open.isEmpty { root = .null }
            return
        }
        guard let last = open.indices.last else {
            root = value()
            return
        }
        open[last].count += 1
        if open[last].object != nil {
            let key = open[last].key
            let isNew = open[last].object?.insert(value(), for: key) ?? true
            if !isNew, duplicateKeys == .refused { faults.add(.duplicateKey, at: pointer(to: open.count)) }
        } else {
            open[last].elements.append(value())
        }
    }

    /// Where the value stands that was added last to the innermost of the first `depth` containers.
    private func pointer(to depth: Int) -> JSONPointer {
        var pointer = place
        for (level, container) in open.prefix(depth).enumerated() {
            // In an outer container the value is still open, so it is not counted yet.
            let index = level == depth - 1 ? container.count - 1 : container.count
            pointer =
                container.object == nil ? pointer.appending(index: index) : pointer.appending(key: container.key)
        }
        return pointer
    }
}
