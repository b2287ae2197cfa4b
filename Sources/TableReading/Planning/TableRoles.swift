/// Which columns of a log have which role. Columns are counted from 0.
public struct LogRoles: Sendable, Hashable {
    public struct Time: Sendable, Hashable {
        public var column: Int
        public var format: TimeFormat
        /// Whether the first rows show the unit of a number, so that a number of another unit contradicts them.
        public var isChecked = false

        /// Nil if the text is no time of the format, or a number of another unit.
        func key(_ text: UnsafeBufferPointer<UInt8>) -> TimeKey? {
            guard let key = format.key(text), suits(key) else { return nil }
            return key
        }

        /// Whether the time is one of the column's unit.
        func suits(_ key: TimeKey) -> Bool {
            guard isChecked, let unit = format.unit else { return true }
            return unit.suits(key)
        }
    }

    /// Where the items of a list are.
    public enum List: Sendable, Hashable {
        /// One cell has them all.
        case column(Int)
        /// Each field from one to another, or to the last, is an item.
        case fields(from: Int, through: Int?)
    }

    /// Nil if each row is a user.
    public var user: Int?
    /// Nil if each row has a list alone.
    public var item: Int?
    /// Empty, one, or two columns, of which the second orders rows whose first times are equal.
    public var times: [Time] = []
    public var list: List?
}

/// A metric of an experiment table.
public struct MetricColumn: Sendable, Hashable {
    public var column: Int
    /// The key of the answer.
    public var name: String
    public var traits: MetricTraits
    /// The column with the metric's standard error.
    public var standardError: Int?
    /// Whether the metric was not requested, but can fill gaps in those that were. Its unreadable cells are no faults.
    public var isHelper = false
}

/// Which columns of an experiment table have which role. Columns are counted from 0.
public struct ExperimentRoles: Sendable, Hashable {
    public var layers: Int
    public var dim: Int
    public var dPrime: Int?
    public var dataset: Int?
    public var seed: Int?
    public var users: Int?
    public var metrics: [MetricColumn]
    /// The columns whose first cells prove that a comma is the decimal point.
    var decimalCommas: Set<Int> = []
    /// The column that says whether a run finished.
    var state: Int?
    /// The column that counts epochs or steps.
    var stage: Int?
}

/// What came to light while roles were given.
struct PlanFindings {
    var faults: [TableFault] = []
    var questions: [Question] = []
    var warnings: [TableWarning] = []

    mutating func fault(_ kind: TableFault.Kind, at place: TableFault.Place, _ detail: String) {
        faults.append(TableFault(kind, at: place, detail))
    }

    /// Asks for a value of a parameter.
    ///
    /// - Parameters:
    ///   - problem: A sentence that says what is unclear.
    ///   - choices: Values that are likely.
    mutating func ask(_ parameter: String, _ problem: String, _ choices: [String]) {
        let commands = choices.map { "`\(parameter)=\($0)`" }.joined(separator: " or ")
        questions.append(Question(parameter: parameter, detail: "\(problem); add \(commands)", choices: choices))
    }
}
