import JSONText
import TableReading

/// Reads one input as a table of experiments, whole and in slices. Rows, faults, plans and left-out rows must be equal.
/// The first bytes choose the format, the options and the slices.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExperimentTables(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard count > 3 else { return 0 }
    var options = ReadingOptions()
    // Most inputs are recognised; 5 of 16 have a format that may contradict them.
    let choice = Int(input[0] & 15)
    if choice < TableFormat.allCases.count { options.format = TableFormat.allCases[choice] }
    if input[0] & 0x20 != 0 { options.onError = .skip }
    var planner = TablePlanner(
        options: options,
        purpose: input[0] & 0x10 != 0 ? nil : .experiments,
        memberNames: ["name", "metrics", "goals"] + ReadingOptions.names
    )
    planner.limits.recordBytes = 200
    planner.limits.faults = 5
    planner.limits.json.depth = 8
    planner.limits.json.tokenBytes = 100
    if input[0] & 0x40 != 0 { planner.metrics = ["HR@10"] }
    let message = Array(input[3...])
    let whole = outcome(of: message, planner, slices: [max(1, message.count)])
    for slices in [[1], [Int(input[1]) + 1, Int(input[2]) + 1]] {
        precondition(outcome(of: message, planner, slices: slices) == whole, "slicing changes the outcome")
    }
    return 0
}

private struct Outcome: Equatable {
    var rows: [ExperimentRow] = []
    var faults: [TableFault] = []
    var preview: Preview?
    var skippedRows = 0
}

/// - Parameter slices: The lengths of the slices, repeated.
private func outcome(of message: [UInt8], _ planner: TablePlanner, slices: [Int]) -> Outcome {
    var input = TableInput(planner, textLimit: 1 << 18)
    var reader: ExperimentTableReader?
    func planned(_ planning: TablePlanning) {
        guard let plan = planning.plan, plan.purpose == .experiments else { return }
        reader = ExperimentTableReader(plan, mostRows: 20)
    }
    var position = 0
    var turn = 0
    do throws(TableFault) {
        while position < message.count {
            let end = min(message.count, position + slices[turn % slices.count])
            turn += 1
            // A copy, so that the sanitizer sees any read beyond the slice.
            let slice = Array(message[position..<end])
            position = end
            try slice.withUnsafeBufferPointer { (bytes) throws(TableFault) in
                try input.read(UnsafeRawBufferPointer(bytes), planned: planned) { reader?.read($0) }
            }
        }
        try input.finish(planned: planned) { reader?.read($0) }
    } catch {
        // Where broken bytes stop the reading depends on the slices.
        return Outcome(faults: [error])
    }
    reader?.finish()
    return Outcome(
        rows: reader?.rows ?? [],
        faults: (input.planning?.refusal ?? []) + (reader?.faults.listed ?? []),
        preview: input.planning?.preview,
        skippedRows: reader?.skippedRows ?? 0
    )
}
