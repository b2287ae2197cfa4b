import JSONText
import Testing

@testable import TableReading

@Suite("Reading cases")
struct ReadingCaseTests {
    /// The interactions that most of the log files hold, by user and in order of time.
    static let byTime = [["9", "12", "12", "9", "12", "9"], ["8", "7", "7", "8", "9"], ["5", "5", "6"]]
    static let byFile = [["12", "9", "12", "9", "12", "9"], ["7", "8", "7", "8", "9"], ["5", "5", "6"]]

    @Test("every file gives the rows that it must give", arguments: try Fixture.cases().filter { !$0.isFit })
    func log(_ reading: Fixture.Case) throws {
        var bytes = try Fixture.bytes(reading.file)
        var contentType: String?
        if reading.isMultipart {
            let head = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
            bytes = Array(head.utf8) + bytes + Array("\r\n--cut--\r\n".utf8)
            contentType = "multipart/form-data; boundary=cut"
        }
        let outcome = readLog(bytes, reading.query, contentType: contentType)
        if reading.isRefused {
            if reading.id == "empty-header_only" {
                #expect(outcome.rows == 0 && outcome.faults.isEmpty)
                return
            }
            #expect(outcome.total > 0)
            for word in reading.words("says") { #expect(outcome.details.contains(word)) }
            return
        }
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        let sequences = outcome.sequences.map { $0.filter { $0 != reading.query["padding"] } }
        if let users = reading.number("users") { #expect(sequences.count == users) }
        if let tokens = reading.number("tokens") { #expect(sequences.joined().count == tokens) }
        if let items = reading.number("items") { #expect(Set(sequences.joined()).count == items) }
        if let order = reading.string("order") {
            #expect(outcome.read?.isOrderedByTime == (order == "time"))
        }
        // The cases whose value is known from these interactions must have them in this order.
        if reading.expected["apEn"] != nil, reading.number("tokens") == 14, reading.file != "hex_ids.csv" {
            #expect(Self.shape(sequences) == Self.shape(reading.string("order") == "file" ? Self.byFile : Self.byTime))
        }
    }

    /// The sequences with labels replaced by the order of their appearance among all.
    static func shape(_ sequences: [[String]]) -> Set<[Int]> {
        Set(
            sequences.map { sequence in
                var numbers: [String: Int] = [:]
                return sequence.map { label in
                    let number = numbers[label] ?? numbers.count
                    numbers[label] = number
                    return number
                }
            }
        )
    }

    @Test("every grid gives the experiments that it must give", arguments: try Fixture.cases().filter(\.isFit))
    func experiments(_ reading: Fixture.Case) throws {
        let outcome = readExperiments(try Fixture.bytes(reading.file), reading.query)
        if reading.isRefused {
            #expect(!outcome.faults.isEmpty)
            for word in reading.words("says") { #expect(outcome.details.contains(word)) }
            return
        }
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.metrics.count == 1)
        if let count = reading.number("experiments") { #expect(outcome.rows.count == count) }
        if reading.string("sameLawAs") != nil {
            let expected = readExperiments(try Fixture.bytes("ok.csv"))
            #expect(outcome.grid == expected.grid)
        }
        if reading.words("warnings").contains("runsWithoutValues") { #expect(outcome.runsWithoutValues > 0) }
    }
}
