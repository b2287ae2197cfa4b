import Foundation

let seed: UInt64 = 20_261_122

let usage = """
    entropybench [--quick] [--movielens FILE] [TOKENS…]

    Measures the entropy of synthetic logs (seed \(seed), one million items by Zipf's law, one user per 100 tokens)
    and of its peers, each row in its own process. The default logs have 10,000 to 50 million tokens, which takes
    some minutes and 1 GB of temporary files; with --quick they have 10,000 to one million. --movielens adds a log:
    u.data, ratings.dat or ratings.csv.

    The peers are those that `python3` can import, or the interpreter in PEERS_PYTHON:
        python3 -m venv peers && peers/bin/pip install -r Benchmarks/Peers/python/requirements.txt
        PEERS_PYTHON=peers/bin/python make bench
    """

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(64)
}

var arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "row" {
    guard arguments.count == 3, let row = Row(rawValue: arguments[1]) else { fail("no row of this name") }
    print(try row.run(arguments[2]).line)
    exit(0)
}
if arguments.first == "write", arguments.count == 4 {
    print(try LogFiles.write(arguments[1], json: arguments[2], lines: arguments[3]))
    exit(0)
}
if arguments.contains("--help") {
    print(usage)
    exit(0)
}
var sizes = [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]
if let index = arguments.firstIndex(of: "--quick") {
    arguments.remove(at: index)
    sizes = [10_000, 100_000, 1_000_000]
}
var movieLens: String?
if let index = arguments.firstIndex(of: "--movielens") {
    guard index + 1 < arguments.count else { fail("--movielens needs a file") }
    movieLens = arguments[index + 1]
    arguments.removeSubrange(index...(index + 1))
}
let given = arguments.compactMap { Int($0) }
guard given.count == arguments.count, given.allSatisfy({ $0 > 0 }) else { fail(usage) }
if !given.isEmpty { sizes = given }

print("load \(try String(contentsOfFile: "/proc/loadavg", encoding: .utf8).prefix { $0 != " " }), seed \(seed)\n")
Table.printHeader()
var table = Table()
for source in [movieLens].compactMap({ $0 }) + sizes.map(String.init) {
    try table.printRows(of: LogFiles(source))
}
