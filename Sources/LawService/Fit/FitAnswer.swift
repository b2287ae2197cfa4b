/// The answer of `POST /fit`: the law, and how its experiments were read, which is not stored.
struct FitAnswer: Encodable, Sendable {
    let law: LawAnswer
    @OrNull var read: ReadAnswer?
    /// Remarks on the table as a whole.
    let warnings: [Warning]

    init(_ law: LoadedLaw, _ request: FitRequest) {
        self.law = LawAnswer(law, name: request.name)
        read = request.read
        warnings = request.warnings
    }

    private enum CodingKeys: String, CodingKey {
        case read, warnings
    }

    /// The members of the law and those of the request are members of one object.
    func encode(to encoder: any Encoder) throws {
        try law.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(_read, forKey: .read)
        try container.encode(warnings, forKey: .warnings)
    }
}
