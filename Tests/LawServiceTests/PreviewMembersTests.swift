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
}
