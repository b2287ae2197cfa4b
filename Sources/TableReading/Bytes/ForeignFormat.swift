/// A file format that the service recognises by its first bytes and refuses by name.
public struct ForeignFormat: Sendable, Hashable {
    public let name: String
    /// A command that converts such a file into one that can be read.
    public let remedy: String
    /// A command that lists the files of an archive.
    private var list: String?

    /// How many bytes `recognised` needs.
    public static let sampleBytes = 512

    /// - Returns: Nil if the bytes are of no known foreign format.
    public static func recognised(in bytes: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        func begins(_ magic: [UInt8], at offset: Int = 0) -> Bool {
            bytes.count >= offset + magic.count && bytes.dropFirst(offset).starts(with: magic)
        }
        func begins(_ magic: String) -> Bool { begins(Array(magic.utf8)) }
        let fifth = bytes.count > 4 ? bytes[4] : 0
        // A text could begin with these letters, so the byte after them must not be one of a text.
        let isBinary = fifth < 0x20 && !fifth.isLineEnd && fifth != 0x09 || fifth >= 0x7F

        if begins([0xFF, 0xFE, 0, 0]) || begins([0, 0, 0xFE, 0xFF]) {
            return ForeignFormat("UTF-32", "iconv -f utf-32 -t utf-8 FILE")
        }
        if begins("PAR1"), isBinary { return parquet }
        if begins([0x50, 0x4B, 0x03, 0x04]) || begins([0x50, 0x4B, 0x05, 0x06]) { return zip }
        if begins([0x28, 0xB5, 0x2F, 0xFD]) { return ForeignFormat("zstd", "zstd -dc FILE") }
        if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return ForeignFormat("xz", "xz -dc FILE") }
        if begins("BZh"), begins([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4) {
            return ForeignFormat("bzip2", "bzip2 -dc FILE")
        }
        if begins([0x93] + Array("NUMPY".utf8)) {
            return python("NumPy", "import numpy, sys; numpy.savetxt(sys.stdout, numpy.load(\"FILE\"), \"%s\", \",\")")
        }
        if begins("SQLite format 3\0") {
            return ForeignFormat("SQLite", "sqlite3 -header -csv FILE \"SELECT * FROM TABLE\"")
        }
        if begins([0x89] + Array("HDF\r\n".utf8)) {
            return frame("HDF5", "read_hdf")
        }
        if begins("ARROW1\0") || begins("FEA1"), isBinary || begins("ARROW1\0") {
            return frame("Arrow", "read_feather")
        }
        if begins("Obj"), bytes.count > 3, bytes[3] == 1 { return ForeignFormat("Avro", "avro cat --format csv FILE") }
        if begins("ORC"), bytes.count > 3, bytes[3] < 0x20, !bytes[3].isLineEnd, bytes[3] != 0x09 {
            return frame("ORC", "read_orc")
        }
        if begins([0x80]), bytes.count > 1, 2...5 ~= bytes[1] {
            return frame("pickle", "read_pickle")
        }
        if begins([0xD0, 0xCF, 0x11, 0xE0]) {
            return python("Excel", "import pandas, sys; pandas.read_excel(\"FILE\").to_csv(sys.stdout, index=False)")
        }
        if begins("Rar!") { return archive("RAR", "unrar p -inul FILE MEMBER", list: "unrar lb FILE") }
        if begins([0x37, 0x7A, 0xBC, 0xAF]) { return archive("7z", "7z x -so FILE MEMBER", list: "7z l FILE") }
        if begins([0x04, 0x22, 0x4D, 0x18]) { return ForeignFormat("LZ4", "lz4 -dc FILE") }
        if begins("%PDF-") { return ForeignFormat("PDF", "pdftotext -layout FILE") }
        if begins("version https://git-lfs.github.com/spec/") { return ForeignFormat(gitPointer, "git lfs pull") }
        if begins("/annex/objects/") { return ForeignFormat(gitPointer, "git annex get FILE") }
        if begins(Array("ustar".utf8), at: 257) { return archive("tar", "tar -xOf FILE MEMBER", list: "tar -tf FILE") }
        return markup(bytes)
    }

    /// What a repository has in place of a large file.
    private static let gitPointer = "a pointer of Git"

    private init(_ name: String, _ remedy: String) {
        self.name = name
        self.remedy = remedy
    }

    private static func python(_ name: String, _ program: String) -> ForeignFormat {
        ForeignFormat(name, "python3 -c '\(program)'")
    }

    /// A format whose cells may be lists. As CSV, pandas shortens a long list and writes `...` in its middle.
    private static func frame(_ name: String, _ reader: String) -> ForeignFormat {
        python(
            name,
            "import pandas, sys; pandas.\(reader)(\"FILE\").to_json(sys.stdout, orient=\"records\", lines=True, "
                + "date_format=\"iso\", date_unit=\"ns\", double_precision=15)"
        )
    }

    private static let parquet = frame("Parquet", "read_parquet")

    /// Workbooks and NumPy archives are zip files too.
    private static let zip = archive("zip", "unzip -p FILE MEMBER", list: "unzip -l FILE")

    /// A format of several files, which a command without the name of one joins.
    private static func archive(_ name: String, _ remedy: String, list: String) -> ForeignFormat {
        var format = ForeignFormat(name, remedy)
        format.list = list
        return format
    }

    private static func markup(_ bytes: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        text = text.drop { $0.isBlank || $0.isLineEnd }
        guard text.first == UInt8(ascii: "<") else { return nil }
        let begin = String(decoding: text.prefix(200), as: UTF8.self).lowercased()
        if begin.hasPrefix("<!doctype html") || begin.hasPrefix("<html") || begin.hasPrefix("<head") {
            return ForeignFormat("HTML", "curl -fL URL-OF-THE-FILE-ITSELF")
        }
        if begin.hasPrefix("<?xml") || begin.hasPrefix("<!--") {
            return python("XML", "import pandas, sys; pandas.read_xml(\"FILE\").to_csv(sys.stdout, index=False)")
        }
        return nil
    }

    /// The sentence of the refusal.
    public var detail: String {
        switch name {
        case "HTML":
            "the bytes are an HTML page, probably an error page or a login page in place of the file; fetch the file"
                + " itself, for example with `\(remedy)`"
        case Self.gitPointer:
            "the bytes are a pointer of Git in place of the file; fetch the file itself with `\(remedy)`"
        default:
            "the bytes are \(name), which is not read here; convert them first, for example with `\(remedy)`"
                + (list.map { " (`\($0)` lists the members)" } ?? "")
        }
    }
}
