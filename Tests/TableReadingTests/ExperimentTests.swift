import Testing

@testable import TableReading

@Suite("Experiment tables")
struct ExperimentTests {
    @Test(
        "names of tools are recognised",
        arguments: [
            ("n_layers,hidden_size,HR@10", "layers and width"),
            ("config/num_blocks,config/hidden_units,test/recall@10", "Ray Tune"),
            ("params.num_hidden_layers,params.d_model,metrics.test_ndcg_10", "MLflow"),
            ("params_depth,params_emb_dim,hit@5", "Optuna"),
            ("model.n_layer,model.n_embd,NDCG_at_10", "Hydra"), ("Num Layers,Embedding Dim,MRR", "with blanks"),
        ]
    )
    func names(_ header: String, _ comment: String) {
        let outcome = readExperiments("\(header)\n4,25,0.25\n8,50,0.5\n")
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.grid == [[4, 25, 0.25], [8, 50, 0.5]])
        #expect(outcome.metrics.map(\.name) == [String(header.split(separator: ",")[2])])
    }

    @Test(
        "cells are read as people write them",
        arguments: [
            ("0.318", 0.318), ("31.8%", 0.318), ("31.8 %", 0.318), ("0.318±0.002", 0.318), ("0.318 ± 0.002", 0.318),
            ("0.318 +/- 0.002", 0.318),
            ("0.318 (0.002)", 0.318), ("31.8±0.2%", 0.318), ("3.18e-1", 0.318), (".318", 0.318), ("1", 1), ("0", 0),
        ] as [(String, Double)]
    )
    func cells(_ text: String, _ value: Double) {
        let outcome = readExperiments("layers,dim,HR@10\n4,25,\(text)\n")
        #expect(outcome.grid == [[4, 25, value]], "\(outcome.details)")
        #expect(readExperiments("[{\"layers\":\"4\",\"dim\":25.0,\"HR@10\":\"\(text)\"}]").grid == [[4, 25, value]])
    }

    @Test("blank cells are not measured", arguments: ["", "NaN", "nan", "-", "null", " "])
    func absent(_ text: String) {
        let outcome = readExperiments("layers,dim,HR@10,NDCG@10\n4,25,\(text),0.5\n8,25,\(text),\(text)\n")
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.grid == [[4, 25, nil, 0.5]])
        #expect(outcome.runsWithoutValues == 1)
    }

    @Test("decimal commas are read where the delimiter is another")
    func commas() {
        #expect(
            readExperiments("layers;dim;HR@10\n4;25;0,2811\n8;25;28,11%\n").grid == [
                [4, 25, 0.2811], [8, 25, 0.2811],
            ]
        )
    }

    @Test("a goal decides on a metric that is not known")
    func goals() {
        let text = "layers,dim,NE,coverage\n4,25,0.7,1.5\n"
        let known = readExperiments(text)
        #expect(known.metrics.map(\.name) == ["NE"])
        #expect(known.metrics.map(\.traits.goal) == [.minimise])
        #expect(known.ignored == ["coverage"])
        #expect(readExperiments(text, metrics: ["coverage"]).details.contains("goals=coverage"))
        let named = readExperiments(text, metrics: ["coverage"], goals: ["coverage": .maximise])
        #expect(named.grid == [[4, 25, 1.5]])
        #expect(readExperiments(text, ["columns": "NE:coverage"]).grid == [[4, 25, 1.5]])
    }

    @Test("the key of a metric is the column's text, or the role that `columns` gives")
    func keys() {
        let text = "layers,dim,test/recall@10\n4,25,0.25\n"
        #expect(readExperiments(text).metrics.map(\.name) == ["test/recall@10"])
        #expect(readExperiments(text, ["columns": "HR@10:test/recall@10"]).metrics.map(\.name) == ["HR@10"])
    }

    @Test("weights and other columns have their roles")
    func weights() {
        let text = "layers,dim,seed,users,dPrime,HR@10,HR@10_se,HR@10_std,note\n4,25,7,100,1.2e7,0.25,0.01,0.02,x\n"
        let outcome = readExperiments(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.rows.first?.seed == "7")
        #expect(outcome.rows.first?.users == 100)
        #expect(outcome.rows.first?.dPrime == 1.2e7)
        #expect(outcome.rows.first?.standardErrors == [0.01])
        #expect(outcome.ignored == ["HR@10_std", "note"])
        #expect(readExperiments(text, ["columns": "seed:-,HR@10_se:HR@10_std"]).rows.first?.seed == nil)
        #expect(readExperiments(text, ["columns": "seed:-,HR@10_se:HR@10_std"]).rows.first?.standardErrors == [0.02])
    }

    @Test("records of nested JSON")
    func nested() {
        let text = "{\"config\":{\"n_layers\":4,\"hidden_size\":25},\"metrics\":{\"HR@10\":0.25}}\n"
        #expect(readExperiments(text).grid == [[4, 25, 0.25]])
    }

    @Test(
        "faults have their places",
        arguments: [
            ("layers,dim,HR@10\n4,25,28.11\n", ["line 2, column 6", "percent"]),
            ("layers,dim,HR@10\n4.5,25,0.5\n", ["line 2, column 1", "whole number"]),
            ("layers,dim,HR@10\n4,,0.5\n", ["line 2, column 3", "empty"]),
            ("layers,dim,HR@10\n4,25,high\n4,25,0.5\n4,25,0.4\n", ["line 2, column 6", "high"]),
            ("[{\"layers\":4,\"dim\":25,\"HR@10\":0.5},{\"layers\":4,\"HR@10\":0.5}]", ["/1/dim", "missing"]),
            ("{\"experiments\":[{\"layers\":4,\"dim\":25,\"HR@10\":1.5}]}", ["/experiments/0/HR@10", "percent"]),
            ("{\"experiments\":[{\"layers\":4,\"dim\":25,\"HR@10\":NaN}]}", ["NaN"]),
            ("depth,score\n4,0.5\n", ["dim", "columns="]),
            ("layers,dim,score\n4,25,0.5\n", ["metric", "columns=HR@10:score"]),
            ("layers,hidden_size,d_model,HR@10\n4,25,50,0.5\n", ["hidden_size", "d_model", "columns=dim:"]),
            ("4,25,0.25\n8,50,0.5\n", ["columns=layers:1,dim:2,HR@10:3"]),
            ("{\"layers\":[4,8],\"dim\":[25,25],\"HR@10\":[0.1,0.2]}", ["orient=\"records\""]),
            ("layers,dim,HR@10,HR@10\n4,25,0.5,0.4\n", ["`columns=HR@10:3` or `columns=HR@10:4`"]),
            (
                "layers,dim,HR@10,NDCG@10,HR@10\n4,25,0.5,0.3,0.4\n",
                ["`columns=HR@10:3,NDCG@10:NDCG@10` or `columns=HR@10:5,NDCG@10:NDCG@10`"]
            ),
            (
                "{\"layers\":4,\"dim\":25,\"test\":{\"HR@10\":0.5},\"test.HR@10\":0.4}\n",
                ["`columns=test.HR@10:3` or `columns=test.HR@10:4`"]
            ),
            ("layers,dim,HR@10,HR@10_se,HR@10_se\n4,25,0.5,0.1,0.2\n", ["`columns=HR@10_se:4`"]),
            ("layers,dim,dim,HR@10\n4,25,50,0.5\n", ["`columns=dim:2` or `columns=dim:3`"]),
        ] as [(String, [String])]
    )
    func faults(_ text: String, _ words: [String]) {
        let outcome = readExperiments(text)
        #expect(!outcome.faults.isEmpty)
        for word in words { #expect(outcome.details.contains(word), "\(outcome.details)") }
    }
}

@Suite("Columns of experiments that compete")
struct ExperimentConflictTests {
    @Test(
        "a column has one role",
        arguments: [
            ("HR@10:x,NDCG@10:x", "`HR@10` and `NDCG@10`"), ("HR@10:x,dPrime:x", "`dPrime` and `HR@10`"),
            ("HR@10:x,layers:1,dim:1", "`layers` and `dim`"), ("HR@10:x,HR@10_se:x", "`HR@10` and `HR@10_se`"),
        ]
    )
    func shared(_ columns: String, _ roles: String) {
        let outcome = readExperiments("layers,dim,x\n4,25,0.5\n", ["columns": columns])
        #expect(outcome.details.contains("has the roles \(roles); give it one"), "\(outcome.details)")
        #expect(outcome.faults.map(\.place) == [.parameter("columns")])
    }

    @Test("a metric that is a role's column too is refused at `metrics`")
    func sharedMetric() {
        let outcome = readExperiments("layers,dim,x\n4,25,0.5\n", metrics: ["dim"], goals: ["dim": .maximise])
        #expect(outcome.faults.map(\.place) == [.parameter("metrics")], "\(outcome.details)")
    }

    @Test("the number of one of two equal names decides")
    func numbers() {
        let text = "layers,dim,HR@10,NDCG@10,HR@10\n4,25,0.5,0.3,0.4\n"
        #expect(readExperiments(text, ["columns": "HR@10:5,NDCG@10:NDCG@10"]).grid == [[4, 25, 0.4, 0.3]])
        #expect(readExperiments(text, ["columns": "ignore:3"]).grid == [[4, 25, 0.3, 0.4]])
        #expect(readExperiments(text, metrics: ["HR@10"]).details.contains("`columns=HR@10:3` or `columns=HR@10:5`"))
        #expect(
            readExperiments(text, ["columns": "HR@10:3"], metrics: ["HR@10"]).grid.first?.prefix(3) == [4, 25, 0.5]
        )
    }

    @Test("columns of one name that agree are one")
    func agreeing() {
        #expect(readExperiments("layers,dim,HR@10,HR@10\n4,25,0.5,0.5\n").grid == [[4, 25, 0.5]])
    }
}

@Suite("Reading options")
struct ReadingOptionTests {
    @Test(
        "faults name the parameter and the remedy",
        arguments: [
            ("format", "recbol", "did you mean `recbole`"), ("delimiter", "abcde", "semicolon"),
            ("header", "yes", "present"), ("charset", "utf8", "utf-8"),
            ("timeFormat", "iso", "iso8601"), ("timeFormat", "dd/QQ/yyyy", "y M d H m s S a E X Z"),
            ("timeFormat", "'x", "closing"),
            ("columns", "user", "role:column"), ("columns", "user:", "role:column"),
            ("columns", "user:1,user:2", "twice"), ("columns", "user:\"a", "partner"),
            ("columns", "items:3..2", "items:2.."), ("onError", "stop", "refuse"),
        ]
    )
    func faults(_ name: String, _ text: String, _ word: String) {
        var options = ReadingOptions()
        let fault = #expect(throws: TableFault.self) { try options.set(name, to: text) }
        #expect(fault?.place == .parameter(name))
        #expect(fault?.detail.contains(word) == true, "\(fault?.detail ?? "")")
    }

    @Test(
        "columns are parsed",
        arguments: [
            ("user:1,item:\"a,\"\"b\"", [("user", .text("1")), ("item", .name("a,\"b"))]),
            ("time:date+hourmin,seed:-", [("time", .text("date+hourmin")), ("seed", .none)]),
            (
                "items:2..,HR@10:metrics.test_hr_10",
                [("items", .range(2, through: nil)), ("HR@10", .text("metrics.test_hr_10"))]
            ),
            ("time:\"a,b\"+c,\"x:y\":3", [("time", .pair("a,b", "c")), ("x:y", .text("3"))]),
        ] as [(String, [(String, ColumnSelection.Target)])]
    )
    func columns(_ text: String, _ entries: [(String, ColumnSelection.Target)]) throws {
        let selection = try ColumnSelection(text)
        #expect(selection.entries.map(\.role) == entries.map(\.0))
        #expect(selection.entries.map(\.target) == entries.map(\.1))
    }
}

@Suite("Time keys")
struct TimeKeyTests {
    /// Days since 1970 by counting, as a check of the closed form.
    @Test("dates are the days that they are")
    func days() {
        var seconds: Int64 = 0
        for year in 1_970...2_040 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                let month = month + 1
                let text = "\(year)-\(month < 10 ? "0" : "")\(month)-01"
                #expect(text.withBytes { TimeFormat.iso8601.key($0) } == TimeKey(seconds: seconds))
                seconds += Int64(days) * 86_400
            }
        }
    }

    @Test(
        "units and fractions are exact",
        arguments: [
            ("1500", TimeUnit.milliseconds, 1, 500_000_000_000_000_000),
            ("-1", .milliseconds, -1, 999_000_000_000_000_000),
            ("1.5e3", .milliseconds, 1, 500_000_000_000_000_000),
            ("9007199254740993.000000001", .seconds, 9_007_199_254_740_993, 1_000_000_000),
            ("1513720872000000001", .nanoseconds, 1_513_720_872, 1_000_000_000),
            ("-0.25", .seconds, -1, 750_000_000_000_000_000),
        ] as [(String, TimeUnit, Int64, UInt64)]
    )
    func units(_ text: String, _ unit: TimeUnit, _ seconds: Int64, _ fraction: UInt64) {
        #expect(text.withBytes { TimeFormat.unix(unit).key($0) } == TimeKey(seconds: seconds, fraction: fraction))
    }

    @Test(
        "texts that are no time",
        arguments: [
            "2019-02-29", "2019-13-01", "2019-1-1", "2019-01-01T24:00", "2019-01-01 10:60", "x", "2019-01-01Tx",
        ]
    )
    func rejected(_ text: String) {
        #expect(text.withBytes { TimeFormat.iso8601.key($0) } == nil)
    }
}
