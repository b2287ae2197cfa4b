/// The answer of `POST /fit`: the law, and how its experiments were read, which is not stored.
struct FitAnswer: Encodable, Sendable {
    let law: LawAnswer
    @OrNull var read: ReadAnswer?

    init(_ law: LoadedLaw, _ request: FitRequest) {
        self.law = LawAnswer(law, name: request.name, warnings: request.warnings)
        read = request.read
    }

    private enum CodingKeys: String, CodingKey {
        case read
    }

    /// The members of the law and those of the request are members of one object.
    func encode(to encoder: any Encoder) throws {
        try law.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(_read, forKey: .read)
    }
}
