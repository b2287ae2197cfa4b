/// Columns that say of which kind the rows are, and how their numbers are written.
extension ExperimentRoleFinder {
    private static let stateNames: Set<String> = [
        "status", "state", "runstatus", "runstate", "trialstatus", "trialstate", "jobstatus", "jobstate",
    ]
    private static let stageNames: Set<String> = [
        "epoch", "step", "globalstep", "trainstep", "trainingstep", "iteration", "trainingiteration",
    ]

    /// The column that says whether a run finished.
    func stateColumn(_ choice: RoleChoice) -> Int? {
        free(choice, Self.stateNames).first { index in
            choice.looks[index].texts.contains { RunState.isFinished($0) != nil }
        }
    }

    /// The column that counts epochs or steps.
    func stageColumn(_ choice: RoleChoice) -> Int? {
        free(choice, Self.stageNames).first { choice.looks[$0].present > 0 && choice.looks[$0].canBeNumbers }
    }

    private func free(_ choice: RoleChoice, _ names: Set<String>) -> [Int] {
        sample.columns.indices.filter { index in
            !choice.taken.contains(index) && !choice.dropped.contains(index) && sample.columns[index].name != nil
                && names.contains(sample.columns[index].form.inner)
        }
    }

    /// The columns whose cells prove that a comma is the decimal point.
    func decimalCommas(_ columns: [Int?]) -> Set<Int> {
        Set(
            columns.compactMap { $0 }.filter { column in
                sample.columns[column].cells.contains { $0.kind == .text && MeasuredCell.provesDecimalComma($0.text) }
            }
        )
    }
}

/// The words with which trackers say how a run ended.
enum RunState {
    /// Those of MLflow, Weights & Biases, Optuna, Ray Tune, ClearML and Slurm.
    private static let unfinished: Set<String> = [
        "failed", "fail", "failure", "crashed", "crash", "killed", "running", "scheduled", "pruned", "waiting",
        "pending",
        "paused", "queued", "error", "errored", "preempted", "preempting", "canceled", "cancelled", "aborted",
        "timeout",
        "inprogress", "oom", "outofmemory", "diverged",
    ]
    private static let finished: Set<String> = [
        "finished", "complete", "completed", "success", "succeeded", "terminated", "done", "ok",
    ]

    /// Nil if the text is none of the words.
    static func isFinished(_ text: String) -> Bool? {
        // Enumerations of Python are written with their type: `TrialState.PRUNED`.
        let last = text.split(separator: ".").last ?? ""
        let word = NameForm(String(last)).whole
        return finished.contains(word) ? true : unfinished.contains(word) ? false : nil
    }
}

/// Tells the stages of one run, such as the epochs of a training, from runs of their own.
struct RunStages: Sendable {
    struct Configuration: Hashable {
        let layers: Int
        let dim: Int
        let dPrime: Double?
        let dataset: String?
        let seed: String?
    }

    private var last: [Configuration: (stage: Double, difference: Double?)] = [:]
    private var pairs = 0
    private var rising = 0
    /// Whether all neighbours differ by one number.
    private var isEven = true
    /// The place of the first row that follows another one of its configuration.
    private var place: TableFault.Place?

    /// Notes a row, in the order of the file.
    mutating func add(_ configuration: Configuration, _ stage: Double, at place: TableFault.Place) {
        guard let before = last[configuration] else {
            last[configuration] = (stage, nil)
            return
        }
        let difference = stage - before.stage
        pairs += 1
        if difference > 0 {
            rising += 1
            self.place = self.place ?? place
        }
        if let other = before.difference, other != difference { isEven = false }
        last[configuration] = (stage, difference)
    }

    /// Where the stages show; nil if the rows are runs of their own.
    ///
    /// Repeats of a configuration end at any epoch, so about half of their neighbours rise.
    var contradiction: TableFault.Place? {
        let isHistory = pairs >= 6 ? rising * 4 >= pairs * 3 : pairs >= 2 && rising == pairs && isEven
        return isHistory ? place : nil
    }
}
