import Foundation
import Testing

@testable import TableReading

@Suite("Numbers of experiments that can be read in two ways")
struct ExperimentCellTests {
    @Test(
        "three digits behind a mark of a whole number are a fault, as they can be thousands",
        arguments: [
            ("layers\tdim\tHR@10\n4\t1,000\t0.5\n", "line 2, column 3", "write `1000`"),
            ("layers;dim;HR@10\n4;1.000;0,5\n", "line 2, column 3", "write `1000`"),
            ("layers|dim|users|HR@10\n4|25|6,040|0.5\n", "line 2, column 6", "write `6040`"),
            ("layers;dim;users;HR@10\n4;25;6.040;0,5\n", "line 2, column 6", "write `6040`"),
            ("layers\tdim\tdPrime\tHR@10\n4\t25\t24,100\t0.5\n", "line 2, column 6", "write `24100`"),
            ("layers;dim;dPrime;HR@10\n4;25;24.100;0,5\n", "line 2, column 6", "write `24100`"),
            ("[{\"layers\":4,\"dim\":\"1,000\",\"HR@10\":0.5}]", "/0/dim", "write `1000`"),
            ("[{\"layers\":4,\"dim\":25,\"loss\":\"1,149\"}]", "/0/loss", "write `1149`, or `1.1490`"),
            ("layers\tdim\tloss\n4\t25\t1,149\n", "line 2, column 6", "write `1149`, or `1.1490`"),
            ("layers;dim;loss;HR@10\n4;25;1.149;0,5\n", "line 2, column 6", "write `1149`, or `1.1490`"),
        ]
    )
    func groups(_ text: String, _ place: String, _ remedy: String) {
        let outcome = readExperiments(text)
        #expect(outcome.details.hasPrefix(place), "\(outcome.details)")
        #expect(outcome.details.contains(remedy), "\(outcome.details)")
    }

    @Test(
        "numbers that can be read in one way only are read",
        arguments: [
            ("layers;dim;HR@10\n4;25;0,281\n", [4, 25, 0.281]), ("layers;dim;HR@10\n4;25;28,110%\n", [4, 25, 0.2811]),
            ("layers;dim;loss\n4;25;0,998\n8;25;1,149\n", [4, 25, 0.998, 8, 25, 1.149]),
            ("layers;dim;loss\n4;25;1,1492\n8;25;1,149\n", [4, 25, 1.1492, 8, 25, 1.149]),
            ("layers\tdim\tloss\n4\t25\t1.149\n", [4, 25, 1.149]), ("layers,dim,HR@10\n4.0,25.0,0.5\n", [4, 25, 0.5]),
            ("[{\"layers\":4.000,\"dim\":25.000,\"loss\":1.149}]", [4, 25, 1.149]),
        ] as [(String, [Double])]
    )
    func clear(_ text: String, _ numbers: [Double]) {
        let outcome = readExperiments(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.grid.joined().map { $0 } == numbers)
    }

    @Test(
        "no-break spaces and Excel's word for no value are read",
        arguments: ["\u{A0}0.5", "0.5\u{202F}", "0.5\u{A0}%"]
    )
    func spreadsheets(_ cell: String) {
        let outcome = readExperiments("layers,dim,HR@10\n4,25,\(cell)\n4,26,#N/A\n4,27,\u{A0}\n")
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.grid == [[4, 25, cell.hasSuffix("%") ? 0.005 : 0.5]])
    }

    @Test("a prime may be an apostrophe", arguments: ["D'", "D’", "d'", "D′", "params.D'", "D´", " D' "])
    func prime(_ name: String) {
        let outcome = readExperiments("layers,dim,\(name),HR@10\n4,25,1e6,0.5\n4,25,1e7,0.6\n")
        #expect(outcome.rows.map(\.dPrime) == [1e6, 1e7])
        #expect(readExperiments("'layers','dim','HR@10'\n4,25,0.5\n").rows.count == 1, "quotation marks are none")
    }

    @Test("D′ has a fraction where a comma is the decimal point of a later row")
    func dPrime() {
        let outcome = readExperiments("layers;dim;dPrime;HR@10\n4;25;24,15;0,5\n8;25;0,5;0,5\n")
        #expect(outcome.rows.map(\.dPrime) == [24.15, 0.5], "\(outcome.details)")
    }

    @Test(
        "text behind a number that is no spread is a fault",
        arguments: [
            "0.0012 (diverged)", "0.5 (5 seeds)", "0.838(4)e-1", "0.838±0.004 x10^-1", "0.5 ± 0.01 *", "0.5 ± much",
            "0.5 (",
            "0.5±",
        ]
    )
    func trailing(_ cell: String) {
        let outcome = readExperiments("layers,dim,HR@10\n4,25,\(cell)\n8,25,0.5\n8,50,0.5\n")
        #expect(outcome.details.hasPrefix("line 2, column 6: `\(cell)` is no number"), "\(outcome.details)")
        let loss = readExperiments("layers,dim,loss\n4,25,\(cell)\n")
        #expect(loss.details.hasPrefix("line 2, column 6: `\(cell)` is no number"), "\(loss.details)")
    }

    @Test(
        "spreads of every notation are ignored",
        arguments: [
            ("0.318 (±0.002)", 0.318), ("0.318 [0.31, 0.33]", nil), ("0.318 (0.31–0.33)", 0.318), ("0.318±nan", 0.318),
            ("31.8% ± 0.2%", 0.318), ("31.8% (0.2)", 0.318), ("31.8 (0.2%)", 0.318), ("31.8 (0.2)%", 0.318),
            ("0.318 \\pm 2e-3", 0.318),
        ] as [(String, Double?)]
    )
    func spreads(_ cell: String, _ value: Double?) {
        let outcome = readExperiments("layers\tdim\tHR@10\n4\t25\t\(cell)\n")
        #expect(outcome.grid == (value.map { [[4, 25, $0]] } ?? []), "\(outcome.details)")
        #expect(outcome.faults.isEmpty == (value != nil))
    }

    @Test(
        "a percent sign of the spread alone is a fault if the number can be a share",
        arguments: ["0.2811 ± 0.6%", "0.9 (3%)"]
    )
    func percentOfSpread(_ cell: String) {
        let outcome = readExperiments("layers,dim,HR@10\n4,25,\(cell)\n")
        #expect(
            outcome.details.contains("line 2, column 6: whether the percent sign of `\(cell)`"),
            "\(outcome.details)"
        )
        // A loss of 2.31 that is 1.2 % smaller is none of 0.0231.
        #expect(readExperiments("layers,dim,loss\n4,25,2.31 (-1.2%)\n").details.contains("percent sign"))
    }

    @Test(
        "a share under a name of percent needs the sign",
        arguments: [
            "Recall@10 (%)", "HR@10 [%]", "NDCG@10 x100", "NDCG@10 (×100)", "HR@10_pct", "percent/HR@10", "recall %",
        ]
    )
    func multiples(_ name: String) {
        let outcome = readExperiments("layers,dim,\(name)\n4,25,0.8433\n8,25,0\n")
        #expect(outcome.faults.count == 1)
        #expect(outcome.details.hasPrefix("line 2, column 6: `\(name)` says in its name"), "\(outcome.details)")
        #expect(outcome.details.contains("write `0.8433%`"), "\(outcome.details)")
        #expect(readExperiments("layers,dim,\(name)\n4,25,84.33%\n").grid == [[4, 25, 0.8433]])
        let renamed = readExperiments("layers,dim,\(name)\n4,25,0.8433\n", ["columns": "HR@20:3"])
        #expect(renamed.faults.count == 1, "the name in the request does not change the numbers")
    }

    @Test(
        "a value with a percent sign needs one at its standard error",
        arguments: [
            "layers,dim,HR@10,HR@10_se\n4,25,31.8%,0.2\n", "layers,dim,HR@10_se,HR@10\n4,25,0.2,31.8%\n",
            #"[{"layers":4,"dim":25,"HR@10":"31.8%","HR@10_se":0.2}]"#,
        ]
    )
    func percentOfStandardError(_ text: String) {
        let outcome = readExperiments(text)
        #expect(outcome.faults.count == 1)
        #expect(outcome.details.contains("write `0.2%`"), "\(outcome.details)")
        for (old, new) in [("0.2", "0"), ("31.8%", "0.318")] {
            let readable = readExperiments(text.replacingOccurrences(of: old, with: new))
            #expect(readable.faults.isEmpty && readable.rows.count == 1, "\(readable.details)")
        }
        let signed = readExperiments("layers,dim,HR@10,HR@10_se\n4,25,31.8%,0.2%\n")
        #expect(signed.rows.first?.standardErrors == [0.002])
    }

    @Test(
        "names with numbers or a cut-off in percent say nothing about the values",
        arguments: ["HR@10%", "max_len_100/HR@10"]
    )
    func plainNames(_ name: String) {
        #expect(readExperiments("layers,dim,\(name)\n4,25,0.8433\n").grid == [[4, 25, 0.8433]])
    }
}

@Suite("Names of what is no metric")
struct MetricCompanionTests {
    @Test(
        "columns about a metric are ignored",
        arguments: [
            "HR@10_err", "HR@10_lower", "HR@10_upper", "HR@10_ci95", "HR@10_95ci", "HR@10_CI_low", "HR@10_rank",
            "HR@10_delta", "HR@10_step", "HR@10_p5", "HR@10_n", "HR@10_error", "std(HR@10)", "stddev(HR@10)",
            "HR@10 [std]",
            "HR@10std", "('HR@10', 'std')", "HR@10 ±", "min_HR@10", "max(HR@10)", "sd.HR@10", "stdev HR@10",
            "std_HR@10",
            "GFLOPs@512", "ms@batch", "params@config",
        ]
    )
    func ignored(_ name: String) {
        let outcome = readExperiments("layers\tdim\tHR@10\t\(name)\n4\t25\t0.5\t0.01\n")
        #expect(outcome.metrics.map(\.name) == ["HR@10"], "\(outcome.details)")
        #expect(outcome.ignored == [name])
        #expect(outcome.rows.first?.standardErrors == [nil])
    }

    @Test(
        "standard errors are weights",
        arguments: [
            "HR@10_se", "HR@10_SE", "HR@10_stderr", "HR@10_std_err", "HR@10_std_error", "HR@10_sem", "HR@10 SE",
            "HR@10 (se)", "se_HR@10", "stderr_HR@10", "stderr(HR@10)", "HR@10 standard error",
        ]
    )
    func standardErrors(_ name: String) {
        let outcome = readExperiments("layers\tdim\tHR@10\t\(name)\n4\t25\t0.5\t0.01\n")
        #expect(outcome.metrics.map(\.name) == ["HR@10"], "\(outcome.details)")
        #expect(outcome.rows.first?.standardErrors == [0.01])
    }

    @Test(
        "names with such words in another sense are metrics",
        arguments: [
            "HR@K", "HR@n", "HR@10_epoch", "HR@10 (mean ± std)", "max_len_50/HR@10", "sem_id/HR@10", "mean_HR@10",
            "HR@10.mean", "best_HR@10", "HR@10_ours",
        ]
    )
    func metrics(_ name: String) {
        let outcome = readExperiments("layers\tdim\t\(name)\n4\t25\t0.5\n")
        #expect(outcome.metrics.map(\.name) == [name], "\(outcome.details)")
    }

    @Test(
        "the last word of a name says what it is",
        arguments: [
            ("recall_loss", MetricGoal.minimise), ("map_at_10_error", .minimise), ("test_loss/recall", .maximise),
            ("best_loss_HR@10", .maximise), ("val_loss_epoch", .minimise), ("auc", .maximise),
        ]
    )
    func goals(_ name: String, _ goal: MetricGoal) {
        #expect(MetricTraits(name: name)?.goal == goal)
        #expect(MetricTraits(name: name)?.isShare == (goal == .maximise))
    }

    @Test("a goal makes a metric of a name that is none")
    func goal() {
        let text = "layers,dim,HR@10,HR@10_gain\n4,25,0.5,0.1\n"
        #expect(readExperiments(text, goals: ["HR@10_gain": .maximise]).metrics.map(\.name) == ["HR@10", "HR@10_gain"])
    }
}

@Suite("Runs that did not finish, and stages of runs")
struct RunStateTests {
    @Test(
        "runs that did not finish are left out",
        arguments: [
            ("status", "FINISHED", "FAILED"), ("status", "FINISHED", "RUNNING"), ("State", "finished", "crashed"),
            ("state", "COMPLETE", "PRUNED"), ("state", "TrialState.COMPLETE", "TrialState.FAIL"),
            ("attributes.status", "FINISHED", "KILLED"), ("trial_status", "TERMINATED", "ERROR"),
        ]
    )
    func unfinished(_ name: String, _ finished: String, _ unfinished: String) throws {
        let text = "\(name),layers,dim,HR@10\n\(finished),4,25,0.5\n\(unfinished),8,25,0.01\n,8,50,0.25\n"
        #expect(readExperiments(text).grid == [[4, 25, 0.5], [8, 50, 0.25]])
        #expect(
            readExperiments(text, ["columns": "ignore:\(name)"]).grid == [
                [4, 25, 0.5], [8, 25, 0.01], [8, 50, 0.25],
            ]
        )
        let json =
            "[{\"layers\":4,\"dim\":25,\"HR@10\":0.5,\"\(name)\":\"\(unfinished)\"},{\"layers\":8,\"dim\":25,\"HR@10\":0.25}]"
        #expect(readExperiments(json).grid == [[8, 25, 0.25]])
    }

    @Test("a state of another kind says nothing about a run", arguments: ["CA", "active", "1", ""])
    func other(_ state: String) {
        #expect(readExperiments("state,layers,dim,HR@10\n\(state),4,25,0.5\n").grid == [[4, 25, 0.5]])
    }

    @Test("the stages of one run are no replicates")
    func stages() {
        func table(_ name: String, _ stages: [Int], header: String = "") -> String {
            "layers,dim,\(name),HR@10\n"
                + stages.map { stage in "4,25,\(stage),0.5\n8,25,\(stage),0.5\n" }.joined()
        }
        for name in ["epoch", "step", "_step", "trainer/global_step", "metrics.epoch"] {
            let outcome = readExperiments(table(name, [0, 1, 2, 3]))
            #expect(outcome.details.hasPrefix("line 4, column 1: `\(name)` rises"), "\(outcome.details)")
            #expect(outcome.details.contains("columns=ignore:\(name)"))
            #expect(readExperiments(table(name, [0, 1, 2, 3]), ["columns": "ignore:\(name)"]).faults.isEmpty)
        }
        #expect(!readExperiments(table("epoch", [10, 20])).faults.isEmpty)
        // Repeats of a configuration, each with the epoch in which it ended.
        #expect(readExperiments(table("epoch", [31, 45, 28, 40])).faults.isEmpty)
        #expect(readExperiments(table("epoch", [200, 200, 200, 200])).faults.isEmpty)
        #expect(readExperiments("layers,dim,epoch,HR@10\n4,25,31,0.5\n8,25,45,0.5\n8,50,60,0.5\n").faults.isEmpty)
    }
}
