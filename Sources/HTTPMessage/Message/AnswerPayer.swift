/// Holds an object, such as a share of a budget, until the client has the answer. It is not part of the answer, so it does not matter when
/// two answers are compared.
public struct AnswerPayer: Equatable, Sendable {
    private let object: any AnyObject & Sendable

    public init(_ object: any AnyObject & Sendable) {
        self.object = object
    }

    public static func == (_: AnswerPayer, _: AnswerPayer) -> Bool { true }
}
