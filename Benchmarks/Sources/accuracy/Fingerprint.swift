import Foundation
import LawFitting

/// The bytes of every law that the published grids give, as one number: equal on every machine, or a fit is not deterministic.
struct Fingerprint {
    let grids: [PublishedGrid]

    /// FNV-1a, 64 bits, of the sorted JSON of the laws, and of what they predict and choose.
    func value() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        for grid in grids {
            let law = try fit(ObservationSet(grid.observations.reversed()))
            add(try encoder.encode(law))
            for layers in [3.0, 10, 40] {
                let prediction = try law.predict(layers: layers, dim: 61, level: 0.87)
                for number in [prediction.value, prediction.low, prediction.high] {
                    withUnsafeBytes(of: number.bitPattern) { add($0) }
                }
            }
            let space = try SearchSpace(layers: SearchLevels(1...64), dim: SearchLevels(8...256))
            for point in try optimum(of: law, in: space).frontier {
                withUnsafeBytes(of: point.value.bitPattern) { add($0) }
            }
        }
        return String(hash, radix: 16)
    }
}
