import Foundation
import LawService
import TestSupport
import Testing

@testable import performance_law

/// What the tables of the commands say about the input.
@Suite("How the input was read")
struct ShownReadingTests {
    @Test("apen says the format, the columns, what is ignored and the order")
    func log() throws {
        let text = Data("a,userId,item_id,timestamp\nx,1,7,100\ny,1,8,200\n".utf8)
        let shown = try Executable.run(["apen", "-"], input: text).output
        #expect(
            shown.contains(
                """

                read: csv, charset utf-8, delimiter comma, header present, ordered by time
                columns: item = item_id, time = timestamp, user = userId
                ignored: a

                """
            ),
            "\(shown)"
        )
        let sweep = try Executable.run(["apen", "-", "--m", "1,2", "--columns", "time:-"], input: text).output
        #expect(
            sweep.contains("header present, in the order of the file\ncolumns: item = item_id, user = userId\n"),
            "\(sweep)"
        )
        #expect(sweep.contains("ignored: a, timestamp\n"), "\(sweep)")
        let sequences = try Executable.run(["apen", "-"], input: Data("[[1,2,1]]".utf8)).output
        #expect(sequences.contains("\nread: json, charset utf-8, in the order of the file\n"), "\(sequences)")
    }

    @Test("files that were read alike are named once")
    func files() throws {
        try withTemporaryFolder { folder in
            let files = ["a", "b", "c"].map { folder.appending(path: $0) }
            for (number, file) in files.enumerated() {
                let text = number == 1 ? "item;user\n7;2\n8;2\n" : "user,item\n\(number),7\n\(number),8\n"
                try Data(text.utf8).write(to: file)
            }
            let two = try Executable.run(["apen", files[0].path, files[2].path]).output
            #expect(two.contains("\nread (2 files): csv, charset utf-8, delimiter comma, header present"), "\(two)")
            let three = try Executable.run(["apen"] + files.map(\.path)).output
            #expect(three.contains("\nread (2 of 3 files): csv, charset utf-8, delimiter comma"), "\(three)")
            #expect(three.contains("\nread (1 of 3 files): csv, charset utf-8, delimiter semicolon"), "\(three)")
        }
    }

    @Test("fit says which columns are the sizes and the metrics")
    func grid() throws {
        let sizes = [(2, 16), (4, 16), (8, 16), (2, 32), (4, 32), (8, 32), (2, 64), (4, 64), (8, 64)]
        let rows = sizes.enumerated().map { number, size in "\(size.0),\(size.1),0.\(20 + number),x" }
        let text = Data((["n_layers,width,HR@10,note"] + rows).joined(separator: "\n").utf8)
        let fitted = try Executable.run(["fit", "-", "--store", "memory:", "--form", "scaling-law"], input: text)
        #expect(fitted.status == 0, "\(fitted.errors)")
        #expect(
            fitted.output.contains(
                """

                read: csv, charset utf-8, delimiter comma, header present
                columns: HR@10 = HR@10, dim = width, layers = n_layers
                ignored: note

                """
            ),
            "\(fitted.output)"
        )
    }

    @Test("a long list of columns is cut")
    func manyColumns() throws {
        let names = (0..<300).map { "column\($0)" }
        let text = "user,item,\(names.joined(separator: ","))\n1,2\(String(repeating: ",0", count: 300))\n"
        let shown = try Executable.run(["apen", "-"], input: Data(text.utf8)).output
        let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("ignored: ") })
        #expect(line.hasPrefix("ignored: column0, column1, ") && line.hasSuffix(" more") && line.count < 130, "\(line)")
    }
}
