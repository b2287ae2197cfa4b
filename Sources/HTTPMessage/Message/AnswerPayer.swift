/// Holds an object, such as a share of a budget, until the client has the answer.
public struct AnswerPayer: Sendable {
    private let object: any AnyObject & Sendable

    public init(_ object: any AnyObject & Sendable) {
        self.object = object
    }
}
