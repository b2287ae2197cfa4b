import Foundation

/// Encodes and decodes as a stored law is.
enum TestCoding {
    static func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
}
