/// What an application knows about a request when it answers, and wants to know again when it logs the answer. The server keeps it from the
/// one to the other.
public protocol AnswerNote: AnyObject, Sendable {}
