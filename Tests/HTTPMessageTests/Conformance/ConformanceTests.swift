import Testing

@testable import HTTPMessage

/// The rules of RFC 9110 and RFC 9112 as a client sees them: raw bytes go in, answers and the fate of the connection
/// come out. Each row is sent whole, byte by byte, and split at every position. `RequestHeadParser` and `BodyReader`
/// have tables of their own for faults of single lines.
@Suite("Conformance")
struct ConformanceTests {
    @Test("connections persist, pipeline and end (RFC 9112 §9)", arguments: PersistenceRows.all)
    func persistence(row: ConformanceRow) { check(row) }

    @Test("bodies end where both sides agree (RFC 9112 §6)", arguments: FramingRows.all)
    func framing(row: ConformanceRow) { check(row) }

    @Test("no request is smuggled (RFC 9112 §11.2)", arguments: SmugglingRows.all)
    func smuggling(row: ConformanceRow) { check(row) }

    @Test("chunks are read strictly (RFC 9112 §7.1)", arguments: ChunkRows.all)
    func chunks(row: ConformanceRow) { check(row) }

    @Test("methods mean what they say (RFC 9110 §9)", arguments: MethodRows.all)
    func methods(row: ConformanceRow) { check(row) }

    @Test("targets come in four forms (RFC 9112 §3.2)", arguments: TargetRows.all)
    func targets(row: ConformanceRow) { check(row) }

    @Test("lines end in CR LF and hold fields (RFC 9112 §2, §5)", arguments: LineRows.all)
    func lines(row: ConformanceRow) { check(row) }

    @Test("expectations are met or refused (RFC 9110 §10.1.1)", arguments: ExpectationRows.all)
    func expectations(row: ConformanceRow) { check(row) }

    private func check(_ row: ConformanceRow) {
        let all = slicings(of: row.raw)
        for slices in row.isSliced ? all : [all[0]] {
            let wire = Wire()
            for slice in slices { wire.receive(slice) }
            #expect(wire.answers == row.answers)
            #expect((wire.isClosed || wire.isSendingFinished) == (row.end == .closed))
            if row.end == .closed, !row.answers.isEmpty {
                // RFC 9112 §9.6: the last answer announces the end.
                #expect(wire.sent.contains("\r\nConnection: close\r\n"))
            }
        }
    }
}
