import HTTPMessage
import LawService
import SocketServer

extension ServerFigures {
    /// What `/metrics` shows of a server; zeros when it has gone.
    init(_ server: Server?) {
        guard let statistics = server?.statistics else {
            self.init(connections: 0, receivedBytes: 0, sentBytes: 0, lanes: [])
            return
        }
        self.init(
            connections: statistics.connections,
            receivedBytes: statistics.receivedBytes,
            sentBytes: statistics.sentBytes,
            lanes: statistics.lanes.sorted { $0.key.rawValue < $1.key.rawValue }.map { lane, figures in
                Lane(
                    name: String(describing: lane),
                    waiting: figures.waiting,
                    running: figures.running,
                    waitBounds: DurationHistogram.bounds,
                    waitCounts: figures.queueWait.counts,
                    waitSum: figures.queueWait.sum
                )
            }
        )
    }
}
