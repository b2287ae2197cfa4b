/// The best predicted value for every number of parameters.
struct FrontierFigure {
    struct Point {
        let parameters: Double
        let value: Double
        let layers: Int
        let dim: Int
    }

    let title: String
    let metric: String
    let architecture: String
    let points: [Point]
    let best: Point?
    let cheapest: Point?

    /// - Parameter optimal: the body of an answer of `GET /optimal`.
    init(title: String?, optimal: [UInt8]) throws(AnswerText.Unreadable) {
        let answer = try AnswerValue(reading: optimal, AnswerKind.optimum.members)
        self.title = title ?? answer["law"].word
        metric = answer["metric"].rawText ?? ""
        architecture = answer["architecture"].word
        points = answer["frontier"].elements.compactMap(Point.init)
        best = Point(answer["best"])
        cheapest = Point(answer["cheapest"])
    }
}

extension FrontierFigure.Point {
    fileprivate init?(_ value: AnswerValue) {
        guard let parameters = value["parameters"].number, parameters > 0, let metric = value["value"].number,
            let layers = value["layers"].integer, let dim = value["dim"].integer
        else { return nil }
        self.init(parameters: parameters, value: metric, layers: layers, dim: dim)
    }
}
