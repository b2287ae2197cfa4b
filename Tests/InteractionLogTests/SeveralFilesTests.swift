import InteractionLog
import Testing

@Suite("A log of several files")
struct SeveralFilesTests {
    private func read(_ files: [String], _ format: LogFormat) throws -> LogRecorder.Reading {
        var reading = LogRecorder.Reading(recorder: LogRecorder())
        var reader = LogReader(format: format)
        do {
            for (index, file) in files.enumerated() {
                if index > 0 { try reader.endFile(into: &reading.recorder) }
                try Array(file.utf8).withUnsafeBytes { try reader.read($0, into: &reading.recorder) }
            }
            try reader.finish(into: &reading.recorder)
        } catch let faults as LogFaults {
            reading.faults = faults
        }
        return reading
    }

    @Test(
        "is one dataset, with a user's items in the order of the files",
        arguments: [
            (LogFormat.sasrec, ["1 2\n1 3", "1 4\n2 5\n", "\u{FEFF}1 6"], [["2", "3", "4", "6"], ["5"]]),
            (.ndjson, ["[1]\n[2]", "[3]", ""], [["1"], ["2"], ["3"]]),
            (
                .csv, ["user,item\n1,2", "item;user\n3;1\n4;2\n", "\u{FEFF}user,item\n1,5\n"],
                [["2", "3", "5"], ["4"]]
            ),
            (
                .recbole, ["user_id:token\titem_id:token\n1\t2\n", "item_id:token\tuser_id:token\n3\t1"],
                [["2", "3"]]
            ),
            (.csv, ["user,item,time\n1,2,9\n", "user,time,item\n1,5,3\n2,1,4\n"], [["3", "2"], ["4"]]),
        ]
    )
    func together(_ format: LogFormat, _ files: [String], _ users: [[String]]) throws {
        let reading = try read(files, format)
        #expect(reading.lines == [])
        #expect(reading.recorder.users == users)
    }

    @Test("has its faults at places within their file")
    func faults() throws {
        let reading = try read(["1 2\n1\n", "1 3\n\n4 5 6\n"], .sasrec)
        #expect(reading.faults?.faults.map(\.fileIndex) == [0, 1])
        #expect(
            reading.lines == [
                "line 2, column 2: the line has a user and no item",
                "line 3, column 5: expected the end of the line after user and item",
            ]
        )
    }

    @Test(
        "has times in all files or in none",
        arguments: [
            (["user,item\n1,2\n", "user,item,time\n1,2,3\n"], "line 2, column 5: expected no timestamp, as before"),
            (
                ["user,item,time\n1,2,3\n", "user,item\n1,2\n"],
                "line 2, column 1: the timestamp is missing, but the files before have one"
            ),
            (
                ["user,item\n1,2\n", "\"user,item\n"],
                "line 1, column 1: the log ends within a quoted field of this record"
            ),
            (["user,item\n1,2\n", ""], "line 1, column 1: the header is missing"),
        ]
    )
    func mixture(_ files: [String], _ fault: String) throws {
        #expect(try read(files, .csv).lines == [fault])
    }

    @Test("cannot be json")
    func json() throws {
        #expect(try read(["[[1]]", "[[2]]"], .json).lines == [": a json log is one text, not several"])
    }
}
