import TableReading
import Testing

@Suite("A plan is one of what was asked for")
struct PlanPurposeTests {
    private static let tables = [
        "1 2\n3 4\n", "[True, None, 556]", "user item\n1 2\n", "1\t2\n3\t4", "layers,dim,HR@10\n4,25,0.28\n8,50,0.29\n",
        "a:token\tb:token\n1\t2\n", "[[1,2],[3]]", "[1,2]\n[3]\n", "{\"layers\":4,\"dim\":8,\"HR@10\":0.2}",
        "{\"session\":1,\"events\":[{\"aid\":12,\"ts\":100}]}\n", "{\"u1\":[1,2],\"u2\":[3]}",
    ]

    @Test("whatever the table and the given format", arguments: [TableFormat?.none] + TableFormat.allCases, tables)
    func purpose(_ format: TableFormat?, _ table: String) throws {
        for purpose in [TablePurpose.log, .experiments] {
            for parameters in [[:], ["header": "present"], ["columns": "layers:1"], ["columns": "user:1,item:2"]] {
                var options = ReadingOptions()
                if let format { try options.set("format", to: format.rawValue) }
                for (name, value) in parameters { try options.set(name, to: value) }
                var bytes = Array(table.utf8)
                let planner = TablePlanner(options: options, purpose: purpose)
                let planning = bytes.withUnsafeMutableBufferPointer {
                    planner.plan(UnsafeBufferPointer($0), isComplete: true)
                }
                #expect(planning.plan.map { $0.purpose == purpose } ?? true, "\(parameters)")
                #expect(planning.plan != nil || !planning.refusal.isEmpty, "\(parameters)")
            }
        }
    }

    @Test("interactions' own format is no format of experiments")
    func interactionsFormat() throws {
        var options = ReadingOptions()
        try options.set("format", to: "sasrec")
        let planner = TablePlanner(options: options, purpose: .experiments)
        let planning = Array("4 25\n8 50\n".utf8).withUnsafeBufferPointer { planner.plan($0, isComplete: true) }
        #expect(planning.plan == nil)
        #expect(planning.refusal.contains { $0.place == .parameter("format") && $0.detail.contains("sasrec") })
    }
}
