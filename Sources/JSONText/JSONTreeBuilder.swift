/// Builds a tree from tokens, without recursion. It refuses repeated keys, which the grammar allows but whose meaning
/// RFC 8259, section 4, leaves open.
///
/// It can also read one value of a longer text: pass it the value's tokens until `isComplete`.
package struct JSONTreeBuilder: JSONConsumer, Sendable {
    /// An array or object that is still open.
    private struct Container: Sendable {
        var elements: [JSONValue] = []
        var object: JSONObject?
        var key = ""
        /// Values so far, including those of repeated keys.
        var count = 0
    }

    private let limits: JSONLimits
    private let place: JSONPointer
    private let faults = JSONFaultCollector()
    private var open: [Container] = []
    private var root: JSONValue?
    private var nodes = 0
    private var isFull = false

    /// - Parameter place: The place of the value in its text.
    package init(limits: JSONLimits = JSONLimits(), place: JSONPointer = .root) {
        self.limits = limits
        self.place = place
    }

    /// Whether the value has ended.
    package var isComplete: Bool { root != nil }

    /// The value, once it is complete.
    package func result() throws(JSONFaults) -> JSONValue {
        try faults.throwIfAny()
        return root ?? .null
    }

    package mutating func beginObject(at offset: Int) { begin(Container(object: JSONObject())) }

    package mutating func beginArray(at offset: Int) { begin(Container()) }

    package mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        guard !open.isEmpty else { return }
        open[open.count - 1].key = nodes < limits.nodes ? String(decoding: utf8, as: UTF8.self) : ""
        nodes += weight(utf8)
    }

    package mutating func endObject(at offset: Int) { end() }

    package mutating func endArray(at offset: Int) { end() }

    package mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        nodes += weight(utf8) - 1
        add { .string(String(decoding: utf8, as: UTF8.self)) }
    }

    package mutating func integer(_ value: Int64, at offset: Int) {
        add { .number(JSONNumber(value)) }
    }

    package mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        nodes += weight(text) - 1
        add { .number(JSONNumber(validText: String(decoding: text, as: UTF8.self))) }
    }

    package mutating func bool(_ value: Bool, at offset: Int) { add { .bool(value) } }

    package mutating func null(at offset: Int) { add { .null } }

    /// A long text counts as several values, according to its memory.
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

    /// Beyond the limit, values are not even made.
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
            if !isNew { faults.add(.duplicateKey, at: pointer(to: open.count)) }
        } else {
            open[last].elements.append(value())
        }
    }

    /// The place of the last value in the innermost of the first `depth` containers.
    private func pointer(to depth: Int) -> JSONPointer {
        var pointer = place
        for (level, container) in open.prefix(depth).enumerated() {
            // The last value of an outer container is still open, so it is not counted yet.
            let index = level == depth - 1 ? container.count - 1 : container.count
            pointer =
                container.object == nil ? pointer.appending(index: index) : pointer.appending(key: container.key)
        }
        return pointer
    }
}
