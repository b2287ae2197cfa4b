/// The function behind a fitted law. Closed: what a law needs to predict is stored with it, and a new kind of law is a new case.
enum LawModel: Hashable, Codable, Sendable {
    case parametric(ParametricModel, Covariance)
}
