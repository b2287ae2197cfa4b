import Foundation
import TestSupport
import Testing

@Suite("Import")
struct ImportTests {
    @Test("refuses an id that does not belong to the content, and stores nothing of the batch")
    func foreignIDs() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let source = "sqlite:\(folder.path)/source.sqlite"
        let grid = try Fixtures.data("published-grids/ml-1m-len100-hr10.csv")
        let fitted = try Executable.run(["fit", "-", "--form", "scaling-law", "--store", source], input: grid)
        #expect(fitted.status == 0, "\(fitted.errors)")
        let export = try Executable.run(["export", "--store", source]).output
        let id = try #require(export.firstMatch(of: /law_[0-9a-f]{24}/)).output
        for other in ["law_x", "law_" + String(repeating: "0", count: 24), "ds_" + id.dropFirst(4)] {
            let target = "sqlite:\(folder.path)/\(other).sqlite"
            let changed = export.replacing(#""id":"\#(id)""#, with: #""id":"\#(other)""#)
            let refused = try Executable.run(["import", "--store", target, "-"], input: Data(changed.utf8))
            #expect(refused.status == 65)
            #expect(refused.errors.contains("line 1: `\(other)` is not the id of this law"), "\(refused.errors)")
            let laws = try Executable.run(["laws", "--json", "--store", target]).output
            #expect(laws.contains(#""laws":[]"#), "\(laws)")
        }
        let target = "sqlite:\(folder.path)/target.sqlite"
        let accepted = try Executable.run(["import", "--store", target, "-"], input: Data(export.utf8))
        #expect(accepted.output == "1 document, 1 of them new\n", "\(accepted.errors)")
    }

    @Test(
        "refuses a name that the service refuses, and a time that no date has",
        arguments: [
            (#""names":["x\u0000y"]"#, "control characters"), (#""names":["\u202Ex"]"#, "invisible"),
            (#""names":["law_0123456789abcdef01234567"]"#, "must not begin with"),
            (#""names":[""]"#, "1 to 200 characters"),
            (#""names":["\#((0...64).map(String.init).joined(separator: #"",""#))"]"#, "at most 64 names"),
            (#""createdAt":9000000000000000000"#, "9999"),
        ]
    )
    func foreignMembers(_ member: String, _ reason: String) throws {
        let grid = try Fixtures.data("published-grids/ml-1m-len100-hr10.csv")
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let source = "sqlite:\(folder.path)/source.sqlite"
        _ = try Executable.run(["fit", "-", "--form", "scaling-law", "--store", source], input: grid)
        let export = try Executable.run(["export", "--store", source]).output
        let changed = export.replacing(/"names":\[\]/, with: member.contains("names") ? member : #""names":[]"#)
            .replacing(/"createdAt":[0-9]+/) { member.contains("createdAt") ? member : String($0.output) }
        #expect(changed != export)
        let refused = try Executable.run(["import", "--store", "memory:", "-"], input: Data(changed.utf8))
        #expect(refused.status == 65)
        #expect(refused.errors.contains("line 1") && refused.errors.contains(reason), "\(refused.errors)")
    }
}
