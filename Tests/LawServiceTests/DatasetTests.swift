import Foundation
import LawService
import TestSupport
import Testing

@Suite("POST /apen")
struct DatasetTests {
    @Test(
        "measures the Wikipedia edits as computed independently, in JSON, NDJSON and SASRec text",
        arguments: [
            ("application/json", 65_536), ("application/x-ndjson", 1_000), ("text/plain", 4_096),
        ]
    )
    func wikipediaEdits(_ type: String, slice: Int) throws {
        let client = try ServiceFixture().client
        let sequences = try JSONDecoder().decode([[Int]].self, from: Fixtures.example("wikipedia-edits.json"))
        let body =
            switch type {
            case "application/x-ndjson": sequences.map { "\($0)\n" }.joined()
            case "text/plain":
                sequences.enumerated().map { user, items in items.map { "u\(user) \($0)\n" }.joined() }.joined()
            default: #"{"name":"wiki","sequences":\#(sequences)}"#
            }
        let reply = client.post("/apen", type, body, slice: slice)
        #expect(reply.status == 200, "\(reply.text.prefix(500))")
        // `Fixtures/apen-datasets.csv`, full length, m = 2.
        #expect(reply.json.number("users") == 8_227)
        #expect(reply.json.number("items") == 1_000)
        #expect(reply.json.number("tokens") == 157_474)
        for (path, value) in [
            ("apEn", 0.16373767653234528), ("apEnPrime", 6.107329853324606), ("dPrime", 961745.661322439),
            ("pooled.apEn", 0.3666873551860599), ("pooled.apEnPrime", 2.7271188544055263),
            ("pooled.dPrime", 429450.31447865587),
        ] {
            let found = try #require(reply.json.number(path))
            #expect(abs(found - value) <= 1e-12 * value, "\(path): \(found)")
        }
        #expect(reply.json.number("sequences.undefined") == 4_269)
        #expect(reply.json.number("sequences.zero") == 1_730)
        #expect(reply.json.string("warnings.0.code") == "negativeApEn")
        // The same data have the same id in every format.
        #expect(
            reply.json.string("dataset")
                == client.post("/apen", "application/json", "\(sequences)").json.string("dataset")
        )
    }

    @Test("parameters may follow the sequences", arguments: [Int.max, 3])
    func lateParameters(slice: Int) throws {
        let client = try ServiceFixture().client
        let sequences = "[[1,2,1,2,3,1,2],[4,4,4,5],[1,2,3,4,5,6]]"
        let early = client.post(
            "/apen",
            "application/json",
            body(#""m":1,"maxLength":5,"#, sequences, ""),
            slice: slice
        )
        let late = client.post("/apen", "application/json", body("", sequences, #","maxLength":5,"m":1"#), slice: slice)
        #expect(early.status == 200)
        #expect(early.body == late.body)
        #expect(early.json.number("m") == 1)
        #expect(early.json.number("tokens") == 14)
        let query = client.post("/apen?m=1&maxLength=5", "application/json", body("", sequences, ""))
        #expect(query.json.string("dataset") == early.json.string("dataset"))
    }

    @Test("the rule for short sequences may follow the sequences")
    func lateShort() throws {
        let client = try ServiceFixture().client
        let sequences = "[[1,2,1,2,1,3],[1,2],[3,3,1,2]]"
        let early = client.post("/apen", "application/json", body(#""short":"zero","#, sequences, ""))
        let late = client.post("/apen", "application/json", body("", sequences, #","short":"zero""#))
        #expect(late.json.string("short") == "zero")
        #expect(late.json.string("dataset") == early.json.string("dataset"))
        #expect(late.json.number("apEn") == early.json.number("apEn"))
    }

    @Test("refuses a body that begins with too many blanks before the rest is read")
    func blankBody() throws {
        let blanks = String(repeating: "\n", count: 200_000)
        let reply = try ServiceFixture().client.post("/apen", nil, blanks + "[[1,2]]", slice: 1_000)
        #expect(reply.status == 400)
        #expect(reply.text.contains("blank"), "\(reply.text)")
    }

    private func body(_ before: String, _ sequences: String, _ after: String) -> String {
        "{\(before)\"sequences\":\(sequences)\(after)}"
    }

    @Test("a measure that was not requested is null, with the reason")
    func measures() throws {
        let client = try ServiceFixture().client
        let none = client.post("/apen?measures=", "application/json", "[[1,2,1,2,3]]")
        #expect(none.json.isNull("pooled"))
        #expect(none.json.isNull("measures.shannonEntropy"))
        #expect(
            (none.json["unavailable"] as? [String: String])?["measures.shannonEntropy"]?.contains("measures") == true
        )
        #expect(none.json.number("apEn") != nil)
        let some = client.post("/apen?measures=shannon,lempelZiv", "application/json", "[[1,2,1,2,3]]")
        // The official code's values of this sequence.
        #expect(abs((some.json.number("measures.shannonEntropy") ?? .nan) - 1.5219280948873621) < 1e-12)
        #expect(abs((some.json.number("measures.lempelZivEntropy") ?? .nan) - 1.1495985088815002) < 1e-12)
        #expect(some.json.isNull("measures.compressionRatio"))
        #expect(some.json.isNull("measures.compressionBlocks"))
    }

    @Test("the compression measure says on how many blocks it rests, and `compression:all` asks for all of them")
    func compressionBlocks() throws {
        let client = try ServiceFixture().client
        let all = client.post("/apen?measures=compression:all", "application/json", "[[1,2,1,2,3]]")
        #expect(all.json.number("measures.compressionBlocks") == 1)
        #expect(all.json.isNull("measures.compressionError"))
        // Both words are the longer one, so the dataset is the same.
        let both = client.post("/apen?measures=compression,compression:all", "application/json", "[[1,2,1,2,3]]")
        #expect(both.json.string("dataset") == all.json.string("dataset"))
        let member = #"{"measures":["compression:all"],"sequences":[[1,2,1,2,3]]}"#
        #expect(client.post("/apen", "application/json", member).json.string("dataset") == all.json.string("dataset"))
    }

    @Test("items that maxLength leaves out change no measure of the dataset")
    func itemsLeftOut() throws {
        let client = try ServiceFixture().client
        let long = #"{"maxLength":4,"sequences":[["p","q","r","s","t","a","b","a","c"]]}"#
        let cut = #"{"maxLength":4,"sequences":[["a","b","a","c"]]}"#
        let replies = [long, cut].map { client.post("/apen", "application/json", $0).json }
        #expect(replies[0].string("dataset") == replies[1].string("dataset"))
        let ratios = replies.map { $0.number("measures.compressionRatio") }
        #expect(ratios[0] != nil && ratios[0] == ratios[1])
    }

    @Test("short sequences are left out or count as zero")
    func short() throws {
        let client = try ServiceFixture().client
        let sequences = "[[1],[],[1,2],[1,2,1,2,3]]"
        let defined = try #require(client.post("/apen", "application/json", "[[1,2,1,2,3]]").json.number("apEn"))
        #expect(client.post("/apen?short=exclude", "application/json", sequences).json.number("apEn") == defined)
        let zero = try #require(client.post("/apen?short=zero", "application/json", sequences).json.number("apEn"))
        #expect(abs(zero - defined / 4) < 1e-15)
    }

    @Test("a mean of 0 has no ApEn′ and no D′, with the reason")
    func constant() throws {
        let reply = try ServiceFixture().client.post("/apen", "application/json", "[[7,7,7,7],[7,7,7]]")
        #expect(reply.status == 200)
        #expect(reply.json.number("apEn") == 0)
        #expect(reply.json.isNull("apEnPrime") && reply.json.isNull("dPrime"))
        #expect(reply.json.number("sequences.zero") == 2)
        #expect((reply.json["unavailable"] as? [String: String])?["dPrime"] != nil)
    }

    @Test("users whose ApEn is undefined are a dataset too")
    func tiny() throws {
        let client = try ServiceFixture().client
        let reply = client.post("/apen", "application/json", "[[1],[]]")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.isNull("apEn") && reply.json.isNull("dPrime"))
        let dataset = try #require(reply.json.string("dataset"))
        let grid = (1...9).map { "\($0),\($0 * 8),0.\($0)" }.joined(separator: "\n")
        let fit = client.post("/fit?dataset=\(dataset)", "text/csv", "layers,dim,HR@10\n\(grid)\n")
        #expect(fit.text.contains("none of its users has an ApEn"), "\(fit.text)")
    }

    @Test(
        "a body without any item is refused, stores nothing and takes no name",
        arguments: ["[]", "[[]]", #"{"sequences":[]}"#, "user,item\n", "", "user,item\n,1\n"]
    )
    func nothing(_ body: String) throws {
        let client = try ServiceFixture().client
        let reply = client.post("/apen?name=x&onError=skip", nil, body)
        #expect(reply.status == 400, "\(reply.text)")
        #expect(client.get("/datasets").json.count("datasets") == 0)
    }

    @Test("the answer says how the body was read, and the stored document does not")
    func read() throws {
        let client = try ServiceFixture().client
        let body = "user,item,rating,timestamp\n1,a,5,9\n1,b,4,9\n1,,3,8\n2,c,1,7\n"
        let reply = client.post("/apen?onError=skip", "application/octet-stream", body)
        #expect(reply.json.string("read.format") == "csv" && reply.json.string("read.delimiter") == "comma")
        #expect(reply.json.string("read.header") == "present" && reply.json.string("read.order") == "time")
        #expect(reply.json.string("read.columns.time") == "timestamp")
        #expect(reply.json.string("read.ignored.0") == "rating" && reply.json.isNull("read.compression"))
        #expect(reply.json.number("read.ties") == 1 && reply.json.number("read.skipped") == 1)
        #expect(reply.text.contains("tiedTimes"))
        let stored = client.get("/datasets/\(try #require(reply.json.string("dataset")))")
        #expect(stored.status == 200 && !stored.text.contains("\"read\""))
    }

    @Test("reading options may be members of a JSON body, before the records or after few of them")
    func readingMembers() throws {
        let client = try ServiceFixture().client
        let records = #"[{"a":1,"b":"x"},{"a":1,"b":"y"},{"a":1,"b":"x"}]"#
        let columns = #""columns":{"user":"a","item":"b"}"#
        for body in ["{\(columns),\"interactions\":\(records)}", "{\"interactions\":\(records),\(columns)}"] {
            let reply = client.post("/apen", "application/json", body)
            #expect(reply.status == 200 && reply.json.number("tokens") == 3, "\(reply.text)")
            #expect(client.post("/apen?columns=user:a,item:b", nil, body).status == 400)
        }
        let many = (0..<20_000).map { #"{"user":\#($0),"item":0}"# }.joined(separator: ",")
        let late = client.post("/apen", "application/json", #"{"interactions":[\#(many)],"padding":"0"}"#)
        #expect(late.status == 400 && late.text.contains("too late"), "\(late.text)")
        let early = client.post("/apen", "application/json", #"{"padding":"1","interactions":[\#(many)]}"#)
        #expect(early.status == 200, "\(early.text)")
    }

    @Test("warnings about order and padding are said where they are true")
    func readingWarnings() throws {
        let client = try ServiceFixture().client
        for (body, code) in [
            ("user,item,time\n1,a,\n1,b,\n", "fileOrder"), ("[[0,0,5,6],[0,0,0,7]]", "looksPadded"),
            ("user,item,time\n1,a,3\n1,b,3\n2,c,1\n", "tiedTimes"),
        ] {
            let reply = client.post("/apen", nil, body)
            #expect(reply.status == 200 && reply.text.contains(code), "\(reply.text)")
        }
        let plain = client.post("/apen", nil, "user,item,time\n1,a,1\n1,b,2\n1,a,3\n")
        for code in ["fileOrder", "looksPadded", "tiedTimes", "noRepeats"] { #expect(!plain.text.contains(code)) }
        #expect(!client.post("/apen?r=0.2", nil, "[[0.1,0.2,0.3,0.7]]").text.contains("noRepeats"))
    }

    @Test("decimal steps of r match, and labels are compared by value at r > 0")
    func decimalTolerance() throws {
        let client = try ServiceFixture().client
        let tenths = client.post("/apen?r=0.1", nil, "[[0.3,0.4,0.3,0.4,0.5,0.3,0.4,0.1]]")
        let integers = client.post("/apen?r=1", nil, "[[3,4,3,4,5,3,4,1]]")
        #expect(tenths.json.number("apEn") == integers.json.number("apEn") && tenths.json.number("apEn") != nil)
        let text = client.post("/apen?r=1", nil, "user,item\n1,003\n1,4\n1,3\n1,4e0\n1,5\n1,3\n1,4\n1,1\n")
        #expect(text.json.number("apEn") == integers.json.number("apEn"), "\(text.text)")
        #expect(
            client.post("/apen?r=1", nil, "user,item\n1,3\n1,x\n").json.string("errors.0.pointer") == "line 3, column 3"
        )
    }

    @Test("r > 0 compares values, and warns that labels depend on their numbering")
    func tolerance() throws {
        let client = try ServiceFixture().client
        // `readme-example` of the official code.
        let reply = client.post("/apen?r=0.2", "application/json", "[[1,2,1,2,3]]")
        #expect(abs((reply.json.number("apEn") ?? .nan) - 0.058891517828191686) < 1e-12)
        let loose = client.post("/apen?r=1", "application/json", "[[1,2,1,2,3]]")
        #expect(loose.text.contains("labelTolerance"))
    }

    @Test("interactions are grouped by user and ordered by time")
    func interactions() throws {
        let client = try ServiceFixture().client
        let interactions =
            #"{"interactions":[{"user":"b","item":9,"timestamp":1},{"user":1,"item":"x","timestamp":5},"#
            + #"{"user":1,"item":"y","timestamp":2},{"user":"b","item":8,"timestamp":1}]}"#
        let grouped = client.post("/apen", "application/json", interactions)
        #expect(grouped.status == 200, "\(grouped.text)")
        let same = client.post("/apen", "application/json", #"[["y","x"],[9,8]]"#)
        #expect(grouped.json.string("dataset") == same.json.string("dataset"))
    }

    @Test("every format gives the same results and the same id")
    func formats() throws {
        let client = try ServiceFixture().client
        let json = client.post("/apen", "application/json", #"[["x","y","x"],[7,8,7,7]]"#)
        let csv = "user,item,timestamp\nb,7,1\na,x,5\na,y,6\na,x,7\nb,8,2\nb,7,3\nb,7,3\n"
        let recbole =
            "user_id:token\titem_id:token\ttimestamp:float\na\tx\t1\na\ty\t2\na\tx\t3\nb\t7\t1\nb\t8\t2\nb\t7\t3\nb\t7\t4\n"
        for (type, body) in [("text/csv", csv), ("text/tab-separated-values", recbole)] {
            for slice in [1, 7, 1_000] {
                let reply = client.post("/apen", type, body, slice: slice)
                #expect(reply.json.string("dataset") == json.json.string("dataset"), "\(reply.text)")
            }
        }
    }

    @Test("onError=skip leaves faulty records out and counts them")
    func skip() throws {
        let client = try ServiceFixture().client
        let body = "user,item\n1,2\n1,\n1,3\n1,2\n"
        #expect(client.post("/apen", "text/csv", body).status == 400)
        let reply = client.post("/apen?onError=skip", "text/csv", body)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.number("tokens") == 3)
        #expect(reply.text.contains("skippedRecords"))
    }

    @Test("reports the faults of parameters and of sequences together")
    func allFaults() throws {
        let reply = try ServiceFixture().client.post(
            "/apen",
            "application/json",
            #"{"m":0,"r":-1,"short":"x","foo":1,"sequences":[[true]]}"#
        )
        #expect(reply.status == 400)
        #expect(reply.json.count("errors") == 5, "\(reply.text)")
    }

    @Test("refuses a dataset that needs more memory than allowed, with the remedy")
    func memory() throws {
        let client = try ServiceFixture { $0.measuring.memoryBytes = 1 << 20 }.client
        let sequences = (0..<5_000).map { "[\($0),\($0 + 1),\($0 + 2),\($0 + 3)]" }.joined(separator: ",")
        let reply = client.post("/apen", "application/json", "[\(sequences)]", slice: 4_096)
        #expect(reply.status == 413, "\(reply.text)")
        #expect(reply.json.string("type")?.hasSuffix("memory-too-large") == true, "\(reply.text)")
        #expect(reply.text.contains("fewer `m`"), "\(reply.text)")
    }

    @Test("lists of m and maxLength give the results of single requests and the published values")
    func sweep() throws {
        let client = try ServiceFixture().client
        let sequences = try JSONDecoder().decode([[Int]].self, from: Fixtures.example("wikipedia-edits.json"))
        let lengths = ["25", "50", "100", "150", "200", "full"]
        let body = #"{"m":[1,2],"maxLength":[25,50,100,150,200,null],"measures":["pooled"],"sequences":\#(sequences)}"#
        let reply = client.post("/apen", "application/json", body)
        #expect(reply.status == 200, "\(reply.text.prefix(500))")
        #expect(reply.json.count("sweep") == 12)
        // The first combination is the answer itself.
        #expect(reply.json.string("dataset") == reply.json.string("sweep.0.dataset"))

        let rows = String(decoding: try Fixtures.data("apen-datasets.csv"), as: UTF8.self).split(
            whereSeparator: \.isNewline
        )
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let columns = Dictionary(uniqueKeysWithValues: zip(rows[0], 0...))
        for (index, combination) in lengths.flatMap({ [($0, 1), ($0, 2)] }).enumerated() {
            let (length, m) = combination
            let row = try #require(
                rows.first { $0[0] == "wikipedia-edits" && $0[2] == length && $0[3] == String(m) }
            )
            for (path, column) in [
                ("apEn", "mean_apen_defined_only"), ("dPrime", "d_prime_defined_only"), ("pooled.apEn", "pooled_apen"),
            ] {
                let published = try #require(columns[column].flatMap { Double(row[$0]) })
                let found = try #require(reply.json.number("sweep.\(index).\(path)"))
                #expect(abs(found - published) <= 1e-12 * published, "\(length), \(m), \(path)")
            }
        }
        let alone = client.post("/apen?m=2&maxLength=50&measures=pooled", "application/json", "\(sequences)")
        #expect(alone.json.string("dataset") == reply.json.string("sweep.3.dataset"))
        let query = client.post("/apen?m=1,2&maxLength=25,all&measures=pooled", "application/json", "\(sequences)")
        #expect(query.json.string("sweep.3.dataset") == reply.json.string("sweep.11.dataset"))
    }

    @Test(
        "refuses a list with an invalid value, with its place",
        arguments: [
            "m=1,x", "m=1,,2", "maxLength=0,5", "maxLength=25,some",
            "m=\((1...17).map(String.init).joined(separator: ","))",
        ]
    )
    func faultyList(_ query: String) throws {
        let reply = try ServiceFixture().client.post("/apen?\(query)", "application/json", "[[1,2,3]]")
        #expect(reply.status == 400)
        #expect(reply.json.string("errors.0.pointer") == "?\(query.prefix { $0 != "=" })")
    }

    @Test("a refusal shows how many records have each fault")
    func faultShares() throws {
        let body = "user,item\n" + String(repeating: "1,2\n1,\n", count: 1_200)
        let reply = try ServiceFixture().client.post("/apen", "text/csv", body)
        #expect(reply.status == 400)
        #expect(reply.json.count("errors") == 20)
        #expect(reply.text.contains("1,200 of 2,400 rows have no item"), "\(reply.text.prefix(300))")
    }
}
