import InteractionLog
import TableReading
import Testing

@Suite("A log of several files")
struct SeveralFilesTests {
    private func read(_ files: [String], _ parameters: [String: String] = [:]) throws -> LogRecorder.Reading {
        try LogRecorder.read(files: files.map { Array($0.utf8) }, parameters)
    }

    @Test(
        "is one dataset, with a user's items in the order of the files or of time",
        arguments: [
            (["1 2\n1 3", "1 4\n2 5\n", "\u{FEFF}1 6"], [["2", "3", "4", "6"], ["5"]]),
            (["[1]\n[2]", "[3]"], [["1"], ["2"], ["3"]]),
            (["[[1]]", "[[2]]"], [["1"], ["2"]]),
            (["user,item\n1,2", "item;user\n3;1\n4;2\n", "\u{FEFF}user,item\n1,5\n"], [["2", "3", "5"], ["4"]]),
            (["user,item,time\n1,2,9\n", "user,time,item\n1,5,3\n2,1,4\n"], [["3", "2"], ["4"]]),
            // Several formats, and times in several units.
            (
                [
                    "user,item,timestamp\n1,c,1577836802\n1,a,1577836800\n",
                    "{\"user\":1,\"item\":\"b\",\"timestamp\":1577836801000}\n",
                    "user_id:token\titem_id:token\ttimestamp:float\n1\td\t1577836803.5\n",
                    "user,item,date\n1,e,2020-01-01 00:00:04\n",
                ], [["a", "b", "c", "d", "e"]]
            ),
            // Users reappear, so what was delivered is withdrawn; lists without a user stay.
            (["[[7],[8]]", "1 2\n2 3\n1 4\n"], [["7"], ["8"], ["2", "4"], ["3"]]),
            (["1 2\n2 3\n", "[[7],[8]]", "1 4\n"], [["7"], ["8"], ["2", "4"], ["3"]]),
            // A list without items has no times to keep.
            (
                [
                    "{\"user\":1,\"items\":[1,2],\"time\":1}\n{\"user\":2,\"items\":[],\"time\":2}\n",
                    "{\"user\":1,\"items\":[3],\"time\":3}\n",
                ], [["1", "2", "3"], []]
            ),
        ]
    )
    func together(_ files: [String], _ users: [[String]]) throws {
        let reading = try read(files)
        #expect(reading.lines == [])
        #expect(reading.recorder.users == users)
        #expect(reading.files.count == files.count)
    }

    @Test("has its faults at places within their file")
    func faults() throws {
        let reading = try read(["user,item\n1,2\n1,\n", "user,item\n1,3\n\n,5\n"])
        #expect(reading.faults?.faults.map(\.fileIndex) == [0, 1])
        #expect(reading.lines == ["line 3, column 3: the item is empty", "line 4, column 1: the user is empty"])
    }

    @Test("has times in all files or in none")
    func mixture() throws {
        let files = ["user,item\n1,2\n", "user,item,time\n1,2,3\n"]
        for files in [files, files.reversed()] {
            let reading = try read(files)
            #expect(reading.faults?.faults.map(\.fileIndex) == [1])
            #expect(reading.lines.first?.contains("measure them separately") == true)
        }
        #expect(try read(files, ["columns": "user:user,item:item"]).faults != nil)
        #expect(
            try read(["user,item,time\n1,2,3\n", "user,item,time\n1,4,2\n"], ["columns": "time:-"]).recorder.users == [
                ["2", "4"]
            ]
        )
    }

    @Test("an empty file is refused by its number", arguments: ["", "\n\n", "user,item\n"])
    func empty(_ file: String) throws {
        for files in [["1 2\n", file], [file, "1 2\n"]] {
            let faults = try #require(try read(files).faults)
            #expect(faults.faults.map(\.fileIndex) == [files[0] == file ? 0 : 1])
        }
    }

    @Test("ties are counted for each file, and skipped rows too")
    func ties() throws {
        let reading = try read(
            ["user,item,time\n1,2,5\n1,3,5\n1,4,6\n", "user,item,time\n2,2,1\n2,,1\n3,2,1\n"],
            ["onError": "skip"]
        )
        #expect(reading.files.map(\.ties) == [1, 0] && reading.files.map(\.skipped) == [0, 1])
        #expect(reading.report?.pairs == 2 && reading.report?.ties == 1 && reading.report?.hasTiedTimes == true)
    }
}
