import Foundation

/// Writes dates as the contract does: `2026-11-22T12:00:00Z`.
enum ISO8601 {
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
