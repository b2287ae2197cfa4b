import LawFitting
import ResourceMetering

/// The answer of `POST /predict`, in the order of the request.
struct PredictionBatchAnswer: Sendable {
    let law: LoadedLaw
    let metrics: [MetricLaw]
    let level: Double
    let sizes: [ModelSize]
    /// One for each size.
    let dPrimes: [Double?]
    /// The place of each size in the columns.
    let positions: [Int]
    /// The predictions of each metric, those of one D′ together.
    let columns: [[Prediction]]

    /// Configurations whose text one thread writes at a time.
    private static let chunkLength = 500
    /// The bytes of most predictions, beside those of their metrics.
    private static let usualLength = (alone: 140, perMetric: 130)

    /// The text of some predictions, with the first warning of each kind.
    private struct Chunk: Sendable {
        var text: Result<JSONPiece, Problem>
        var warnings: [(kind: PredictionAnswer.Concerns, warning: Warning)]
    }

    /// The body, with sorted keys but for the metrics, which stand beside `layers` and `dim`.
    func bytes(_ threads: some SpareThreads) throws(Problem) -> [UInt8] {
        let count = (sizes.count + Self.chunkLength - 1) / Self.chunkLength
        let chunks = threads.map(count) { number in
            chunk(number * Self.chunkLength..<min((number + 1) * Self.chunkLength, sizes.count))
        }
        // Each warning once, although many configurations may have it.
        var seen: PredictionAnswer.Concerns = []
        var warnings: [Warning] = []
        var pieces: [JSONPiece] = []
        for chunk in chunks {
            pieces.append(try chunk.text.get())
            let known = seen
            for (kind, warning) in chunk.warnings where !known.contains(kind) {
                seen.insert(kind)
                warnings.append(warning)
            }
        }
        var writer = JSONWriter()
        writer.object { answer in
            answer.key("law")
            answer.string(law.id)
            answer.key("level")
            answer.number(level)
            answer.key("predictions")
            answer.array(of: pieces)
            answer.key("warnings")
            answer.array(warnings) { warning, element in element.object(warning.write) }
        }
        writer.lineFeed()
        return try writer.bytes(threads)
    }

    private func chunk(_ range: Range<Int>) -> Chunk {
        var seen: PredictionAnswer.Concerns = []
        var warnings: [(PredictionAnswer.Concerns, Warning)] = []
        let length = Self.usualLength.alone + Self.usualLength.perMetric * metrics.count
        var writer = JSONWriter(capacity: range.count * length)
        writer.elements(range) { place, element in
            let position = positions[place]
            let answer = PredictionAnswer(
                sizes[place],
                dPrime: dPrimes[place],
                level: level,
                law: law,
                metrics: metrics,
                predictions: columns.map { $0[position] }
            )
            element.object(answer.writeShort)
            if seen.isSuperset(of: answer.concerns) { return }
            for kind in PredictionAnswer.Concerns.all
            where answer.concerns.contains(kind) && seen.insert(kind).inserted {
                warnings += answer.warnings(of: kind).map { (kind, $0) }
            }
        }
        do throws(Problem) {
            return Chunk(text: .success(try writer.piece()), warnings: warnings)
        } catch {
            return Chunk(text: .failure(error), warnings: warnings)
        }
    }
}
