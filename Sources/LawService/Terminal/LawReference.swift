/// Finds in an answer what the next request needs.
public enum LawReference {
    /// The id of the first law of a list; `nil` if there is none.
    public static func newest(in list: [UInt8]) throws(AnswerText.Unreadable) -> String? {
        try AnswerValue(reading: list, AnswerKind.lawList.members)["laws"][0]["law"].rawText
    }

    /// The id of the law that an answer is about.
    public static func law(in answer: [UInt8]) throws(AnswerText.Unreadable) -> String {
        try AnswerValue(reading: answer, ["law": .text])["law"].rawText ?? ""
    }

    /// The metrics of a law, sorted.
    public static func metrics(in law: [UInt8]) throws(AnswerText.Unreadable) -> [String] {
        try AnswerValue(reading: law, AnswerKind.law.members)["metrics"].members.map(\.key)
    }
}
