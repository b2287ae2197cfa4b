/// Keeps an object, such as a part of a budget, as long as an answer is on its way. It is no part of the answer, so all are equal.
public struct AnswerPayer: Equatable, Sendable {
    private let object: any AnyObject & Sendable

    public init(_ object: any AnyObject & Sendable) {
        self.object = object
    }

    public static func == (_: AnswerPayer, _: AnswerPayer) -> Bool { true }
}
