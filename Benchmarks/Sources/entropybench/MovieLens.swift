import Foundation

/// Reads MovieLens ratings as a log, sorted by user and time: `u.data` (tabs), `ratings.dat` (`::`) or `ratings.csv`.
enum MovieLens {
    static func log(_ path: String) throws -> InMemoryLog {
        var users: [UInt32: [(time: UInt64, item: UInt32)]] = [:]
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let fields = line.split { ":,\t".contains($0) }
            // The rating is between the item and the time.
            guard fields.count == 4, let user = UInt32(fields[0]), let item = UInt32(fields[1]),
                let time = UInt64(fields[3])
            else {
                if number == 0 { continue }  // the header of ratings.csv
                throw InMemoryLog.Malformed(line: String(line))
            }
            users[user, default: []].append((time, item))
        }
        var log = InMemoryLog()
        for (_, ratings) in users.sorted(by: { $0.key < $1.key }) {
            // A stable sort: ratings of one second stay in the order of the file.
            let ordered = ratings.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            log.items.append(contentsOf: ordered.map(\.element.item))
            log.lengths.append(ratings.count)
        }
        return log
    }
}
