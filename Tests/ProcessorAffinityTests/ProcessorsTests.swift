import CAffinity
import Foundation
import ProcessorAffinity
import Testing

@Suite("Processors")
struct ProcessorsTests {
    @Test("a thread that is bound to one processor may use one")
    func affinity() throws {
        #expect(1...ProcessInfo.processInfo.processorCount ~= Processors.usable)
        var before = cpu_set_t()
        try #require(sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &before) == 0)
        let first = try #require(
            withUnsafeBytes(of: before) { bytes in
                bytes.indices.first { bytes[$0] != 0 }.map { ($0, bytes[$0].trailingZeroBitCount) }
            }
        )
        var one = cpu_set_t()
        withUnsafeMutableBytes(of: &one) { $0[first.0] = 1 << UInt8(first.1) }
        try #require(sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &one) == 0)
        let usable = Processors.usable
        #expect(sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &before) == 0)
        #expect(usable == 1)
    }
}
