import Testing

@testable import performance_law

@Suite("Limits on memory")
struct MemoryLimitTests {
    static let groups: [(files: [String: String], limit: Int?)] = [
        // The second version: the limit may be that of a group above.
        (["/m": "0::/a/b\n", "/g/a/b/memory.max": "max\n", "/g/a/memory.max": "1073741824\n"], 1 << 30),
        (["/m": "0::/a\n", "/g/a/memory.max": "1000\n", "/g/memory.max": "900\n"], 900),
        // In a container the own group is the root.
        (["/m": "0::/\n", "/g/memory.max": "536870912\n"], 512 << 20),
        (["/m": "0::/\n", "/g/memory.max": "max\n"], nil),
        // The first version, with the largest number for no limit.
        (["/m": "9:cpu:/c\n4:memory:/c\n", "/g/memory/c/memory.limit_in_bytes": "2048\n"], 2_048),
        (["/m": "4:memory:/\n", "/g/memory/memory.limit_in_bytes": "9223372036854771712\n"], nil),
        // What cannot be read is no limit.
        (["/m": "0::/\n"], nil), ([:], nil), (["/m": "nonsense\n0::\n:::\n"], nil),
        (["/m": "0::/\n", "/g/memory.max": "many\n"], nil),
    ]

    @Test("the least limit of the control groups counts", arguments: groups)
    func controlGroups(files: [String: String], limit: Int?) {
        #expect(MemoryLimit.ofControlGroups(membership: "/m", root: "/g") { files[$0] } == limit)
    }
}
