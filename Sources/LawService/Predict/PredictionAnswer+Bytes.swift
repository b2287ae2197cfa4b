import LawFitting

extension PredictionAnswer {
    /// The body. Its keys are sorted, as in every other answer.
    var bytes: [UInt8] {
        get throws(Problem) {
            var writer = JSONWriter()
            writer.object { answer in
                answer.key("dPrime")
                answer.number(orNull: dPrime)
                answer.key("dim")
                answer.integer(dim)
                answer.key("extrapolation")
                answer.object(extrapolation.write)
                answer.key("law")
                answer.string(law)
                answer.key("layers")
                answer.integer(layers)
                answer.key("level")
                answer.number(level)
                answer.key("newDataset")
                if let newDataset {
                    answer.object(NewDatasetAnswer(datasets: newDataset).write)
                } else {
                    answer.null()
                }
                answer.key("predictions")
                answer.object { metrics in
                    for prediction in predictions {
                        metrics.key(named: prediction.metric)
                        metrics.object(prediction.write)
                    }
                }
                answer.key("warnings")
                answer.array(warnings) { warning, element in element.object(warning.write) }
            }
            writer.lineFeed()
            return try writer.bytes
        }
    }

    /// The members of one answer among many, which share the law and the level.
    func writeShort(_ members: inout JSONWriter) {
        members.key("layers")
        members.integer(layers)
        members.key("dim")
        members.integer(dim)
        members.key("dPrime")
        members.number(orNull: dPrime)
        for interval in predictions {
            members.key(named: interval.metric)
            members.object(interval.write)
        }
        members.key("extrapolation")
        members.object(extrapolation.write)
    }
}

extension PredictionAnswer.Extrapolation {
    func write(_ members: inout JSONWriter) {
        members.key("dPrime")
        members.bool(dPrime)
        members.key("dim")
        members.bool(dim)
        members.key("hull")
        members.bool(hull)
        members.key("layers")
        members.bool(layers)
        members.key("octaves")
        members.number(octaves)
    }
}

extension PredictionAnswer.Interval {
    func write(_ members: inout JSONWriter) {
        members.key("goal")
        members.string(goal.rawValue)
        members.key("high")
        members.number(high)
        members.key("low")
        members.number(low)
        members.key("value")
        members.number(value)
    }
}

extension Warning {
    func write(_ members: inout JSONWriter) {
        members.key("code")
        members.string(code)
        members.key("message")
        members.string(message)
    }
}
