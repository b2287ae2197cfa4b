import TestSupport
import Testing

@Suite("Members of a JSON body in a preview")
struct PreviewMembersTests {
    @Test(
        "`metrics` and `goals` choose the metrics, as in a fit",
        arguments: [
            (#""metrics":["quality"],"goals":{"quality":"maximise"}"#, "quality"),
            (#""goals":{"loss2":"min"}"#, "loss2"),
            (#""name":"x","metrics":["HR@10"]"#, "HR@10"),
        ]
    )
    func metrics(_ members: String, _ metric: String) throws {
        let runs = #""experiments":[{"layers":1,"dim":2,"quality":0.5,"loss2":3,"HR@10":0.1}]"#
        let client = try ServiceFixture().client
        for body in ["{\(members),\(runs)}", "{\(runs),\(members)}"] {
            let reply = client.post("/preview?as=experiments", "application/json", body)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json.string("read.columns.\(metric)") == metric, "\(reply.text)")
        }
    }

    @Test("an unknown goal is refused with its place")
    func goal() throws {
        let body = #"{"goals":{"quality":"up"},"experiments":[{"layers":1,"dim":2,"quality":0.5}]}"#
        let client = try ServiceFixture().client
        for path in ["/preview?as=experiments", "/fit"] {
            let reply = client.post(path, "application/json", body)
            #expect(reply.status == 400)
            #expect(reply.json.string("errors.0.pointer") == "/goals/quality", "\(reply.text)")
            #expect(reply.json.string("errors.1.pointer") != "/goals/quality", "\(reply.text)")
        }
    }

    @Test("a role that is given is shown while another one is missing")
    func givenRoles() throws {
        let client = try ServiceFixture().client
        let table = "tiefe;breite;NDCG@10\n2;16;0,2\n4;32;0,3\n"
        let one = client.post("/preview?as=experiments&columns=layers:tiefe", "text/csv", table)
        #expect(one.status == 200 && one.json.count("questions") == 1, "\(one.text)")
        #expect(one.json.string("columns.0.role") == "layers")
        #expect(one.json.isNull("columns.1.role"))
        let both = client.post("/preview?as=experiments&columns=layers:tiefe,dim:2", "text/csv", table)
        #expect(both.json.count("questions") == 0, "\(both.text)")
        let unknown = client.post("/preview?as=experiments&columns=layers:tief,dim:2", "text/csv", table)
        #expect(unknown.status == 400, "\(unknown.text)")
    }
}
