import Testing

@testable import HTTPMessage

@Suite("MalformedRequest")
struct MalformedRequestTests {
    @Test("every fault is explained in words that a client understands", arguments: MalformedRequest.allCases)
    func explains(fault: MalformedRequest) {
        let text = "\(fault)"
        #expect(text.split(separator: " ").count > 3)
        // The name of a case with several words is in camel case. A name of one word is not a text of four.
        let hasCaseName = zip(text, text.dropFirst()).contains { $0.isLowercase && $1.isUppercase }
        #expect(!hasCaseName, "\(text)")
        #expect(text == fault.description)
    }

    @Test("two faults never have the same explanation")
    func distinguishes() {
        #expect(Set(MalformedRequest.allCases.map(\.description)).count == MalformedRequest.allCases.count)
    }
}
