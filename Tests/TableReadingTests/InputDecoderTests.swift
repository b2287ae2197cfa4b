import Testing

@testable import TableReading

@Suite("Input decoding")
struct InputDecoderTests {
    static func utf16(_ text: String, isBig: Bool, hasMark: Bool) -> [UInt8] {
        let units = (hasMark ? [0xFEFF] : []) + Array(text.utf16)
        return units.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test("charsets", arguments: [1, 2, 3, 7, Int.max])
    func charsets(sliceLength: Int) throws {
        let text = "user,item\n1,é€😀\n"
        let utf8 = Array(text.utf8)
        for isBig in [false, true] {
            let marked = try decoded(Self.utf16(text, isBig: isBig, hasMark: true), sliceLength: sliceLength)
            #expect(marked.text == utf8)
            #expect(marked.charset == (isBig ? .utf16BigEndian : .utf16LittleEndian))
            let named = try decoded(
                Self.utf16(text, isBig: isBig, hasMark: false),
                charset: isBig ? .utf16BigEndian : .utf16LittleEndian,
                sliceLength: sliceLength
            )
            #expect(named.text == utf8)
        }
        #expect(try decoded([0xEF, 0xBB, 0xBF] + utf8, sliceLength: sliceLength).text == utf8)
        #expect(try decoded([0xE9, 0x80], charset: .latin1, sliceLength: sliceLength).text == Array("é\u{80}".utf8))
        #expect(try decoded([0xE9, 0x80], charset: .windows1252, sliceLength: sliceLength).text == Array("é€".utf8))
    }

    @Test("half a surrogate pair is never a character")
    func surrogates() throws {
        let text = try decoded([0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00, 0x00, 0xDC, 0x42]).text
        #expect(text == [0xFF, 0x41, 0xFF, 0xFF])
    }

    @Test("UTF-16 without a mark is a question")
    func unmarked() {
        let bytes = Self.utf16("user,item\n1,2\n", isBig: false, hasMark: false)
        #expect(readLog(bytes).details.contains("charset=utf-16le"))
        #expect(readLog(bytes, ["charset": "utf-16le"]).sequences == [["2"]])
    }

    @Test(
        "foreign formats are refused by name",
        arguments: [
            ("Parquet", [0x50, 0x41, 0x52, 0x31, 0x15]), ("zip", [0x50, 0x4B, 3, 4]),
            ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), ("bzip2", Array("BZh91AY&SY".utf8)),
            ("NumPy", [0x93] + Array("NUMPY".utf8)),
            ("SQLite", Array("SQLite format 3\0".utf8)), ("HTML", Array("\n<!DOCTYPE html><p>".utf8)),
            ("HTML", Array("<html>".utf8)), ("iconv -f utf-32 -t utf-8", [0xFF, 0xFE, 0, 0, 0x75, 0, 0, 0]),
            ("git lfs pull", Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n".utf8)),
            ("git annex get", Array("/annex/objects/SHA256E-s12--4d7a.csv\n".utf8)),
            ("UTF-32", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x75]),
        ] as [(String, [UInt8])]
    )
    func foreign(_ name: String, _ bytes: [UInt8]) {
        let outcome = readLog(bytes + [1, 2, 3])
        #expect(outcome.faults.first?.kind == .unsupported)
        #expect(outcome.details.contains(name))
    }

    @Test("a gzip stream is recognised, and a foreign format in it refused")
    func gzip() throws {
        #expect(readLog(try Fixture.bytes("plain.csv.gz")).read?.compression == .gzip)
        let cut = Array(try Fixture.bytes("plain.csv.gz").dropLast(9))
        #expect(readLog(cut).details.contains("gzip"))
    }

    @Test("a form with one file", arguments: [1, 2, 5, 19, Int.max])
    func multipart(sliceLength: Int) throws {
        let file = "user,item\r\n1,2\r\n--no\r\n3,4\r\n"
        let body =
            "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"columns\"\r\n\r\nuser:1\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\nContent-Type: text/csv\r\n\r\n\(file)\r\n--b--\r\n"
        let text = try decoded(
            Array(body.utf8),
            contentType: "multipart/form-data; boundary=\"b\"",
            sliceLength: sliceLength
        ).text
        #expect(String(decoding: text, as: UTF8.self) == file)
    }

    @Test("of many form fields the first names are kept, cut, and all are counted")
    func formFields() throws {
        let long = String(repeating: "n", count: 5_000)
        let field = "--b\r\nContent-Disposition: form-data; name=\"\(long)\"\r\n\r\n\(long)\r\n"
        let body = String(repeating: field, count: 50) + "--b--"
        var decoder = InputDecoder(contentType: "multipart/form-data; boundary=b", charset: nil)
        try Array(body.utf8).withUnsafeBytes { try decoder.decode($0) { _ in } }
        #expect(decoder.formFields.count == 50)
        #expect(decoder.formFields.names.count == 20)
        #expect(decoder.formFields.names.allSatisfy { $0.utf8.count <= 256 && long.hasPrefix($0) })
    }

    @Test(
        "forms that are refused",
        arguments: [
            ("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\na", "ends before"),
            ("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\na\r\n--b--", "no file"),
            (
                "--b\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; filename=\"y\"\r\n\r\na\r\n--b--",
                "several files"
            ),
        ]
    )
    func faultyForms(_ body: String, _ word: String) {
        #expect(readLog(Array(body.utf8), contentType: "multipart/form-data; boundary=b").details.contains(word))
    }

    @Test(
        "a form whose parts cannot be told apart is refused",
        arguments: ["", "; boundary=", "; boundary=\(String(repeating: "b", count: 71))", "; charset=utf-8"]
    )
    func boundaryless(_ parameter: String) {
        let body = "--b\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\n1 5\n1 6\n\r\n--b--"
        let outcome = readLog(Array(body.utf8), contentType: "multipart/form-data\(parameter)")
        #expect(outcome.details.contains("boundary"), "\(outcome.details)")
    }
}
