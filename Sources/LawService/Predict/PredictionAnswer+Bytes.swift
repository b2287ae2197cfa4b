import HTTPMessage

extension PredictionAnswer {
    /// The body. Its keys are sorted, as in every other answer.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { answer in
            answer.key("dPrime")
            if let dPrime { answer.number(dPrime) } else { answer.null() }
            answer.key("dim")
            answer.integer(dim)
            answer.key("extrapolation")
            answer.object { outside in
                outside.key("dPrime")
                outside.bool(extrapolation.dPrime)
                outside.key("dim")
                outside.bool(extrapolation.dim)
                outside.key("layers")
                outside.bool(extrapolation.layers)
            }
            answer.key("law")
            answer.string(law)
            answer.key("layers")
            answer.integer(layers)
            answer.key("level")
            answer.number(level)
            answer.key("predictions")
            answer.object { metrics in
                for prediction in predictions {
                    metrics.key(named: prediction.metric)
                    metrics.object { interval in
                        interval.key("high")
                        interval.number(prediction.high)
                        interval.key("low")
                        interval.number(prediction.low)
                        interval.key("value")
                        interval.number(prediction.value)
                    }
                }
            }
            answer.key("warnings")
            answer.array(warnings) { warning, element in
                element.object { members in
                    members.key("code")
                    members.string(warning.code)
                    members.key("message")
                    members.string(warning.message)
                }
            }
        }
        writer.lineFeed()
        return writer.bytes
    }

    var response: Response {
        var response = Response(status: .ok, body: bytes)
        response.fields.append(.contentType, "application/json; charset=utf-8")
        return response
    }
}
