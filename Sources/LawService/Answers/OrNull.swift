/// An optional that is encoded as `null`. Swift's synthesised coding would omit the key, but the contract shows every field
/// always.
@propertyWrapper
struct OrNull<Value> {
    private var value: Value?

    init(wrappedValue: Value?) {
        value = wrappedValue
    }

    var wrappedValue: Value? {
        get { value }
        set { value = newValue }
    }
}

extension OrNull: Encodable where Value: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension OrNull: Sendable where Value: Sendable {}
