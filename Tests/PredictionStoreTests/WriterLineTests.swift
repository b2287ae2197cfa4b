import Foundation
import Synchronization
import Testing

@testable import PredictionStore

@Suite("Writer line")
struct WriterLineTests {
    @Test("admits one writer at a time, and the next one afterwards")
    func oneAtATime() {
        let line = WriterLine(patience: .seconds(60), pause: .seconds(60))
        let active = Mutex(0)
        let done = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 200) { _ in
            do throws(StoreError) {
                try line.admit { (_) throws(StoreError) in
                    line.gotLock()
                    #expect(
                        active.withLock {
                            $0 += 1
                            return $0
                        } == 1
                    )
                    active.withLock { $0 -= 1 }
                }
                done.withLock { $0 += 1 }
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(done.withLock { $0 } == 200)
    }

    @Test("a writer that found the database locked makes everybody behind it fail at once")
    func failsTogether() {
        let line = WriterLine(patience: .seconds(60), pause: .seconds(60))
        let waiting = DispatchGroup()
        let refused = Mutex(0)
        let start = ContinuousClock.now
        let first = storeError {
            try line.admit { (_) throws(StoreError) in
                line.waitsForLock()
                line.gotLock()
                for _ in 0..<5 {
                    waiting.enter()
                    Thread.detachNewThread {
                        if storeError({ try line.admit { _ in } })?.isBusy == true { refused.withLock { $0 += 1 } }
                        waiting.leave()
                    }
                }
                throw .busy(retryAfter: .seconds(1))
            }
        }
        waiting.wait()
        #expect(first == .busy(retryAfter: .seconds(1)))
        #expect(refused.withLock { $0 } == 5)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("after the pause one writer tries with little patience, and its success opens the line")
    func opensAgain() throws {
        let line = WriterLine(patience: .seconds(60), pause: .zero)
        #expect(
            storeError {
                try line.admit { (_) throws(StoreError) in
                    line.waitsForLock()
                    throw .busy(retryAfter: .zero)
                }
            } != nil
        )
        try line.admit { (patience) throws(StoreError) in
            #expect(patience == WriterLine.longestLockWait)
            // Others do not wait for this trial.
            #expect(storeError { try line.admit { _ in } }?.isBusy == true)
        }
        try line.admit { (patience) throws(StoreError) in #expect(patience == .seconds(60)) }
    }

    @Test("behind a writer that waits for the lock the others are refused soon, behind a working one they are not")
    func stalled() throws {
        let line = WriterLine(patience: .seconds(2), pause: .seconds(60))
        try line.admit { (_) throws(StoreError) in
            line.waitsForLock()
            let start = ContinuousClock.now
            for _ in 0..<20 { #expect(storeError { try line.admit { _ in } } == .busy(retryAfter: .seconds(60))) }
            // Twenty times its patience would be 40 s.
            #expect(ContinuousClock.now - start < .seconds(20))
        }
        let done = DispatchGroup()
        try line.admit { (_) throws(StoreError) in
            line.gotLock()
            lineUp(behind: line, done)
        }
        done.wait()
    }

    @Test("a writer that waits for something else than the lock, or finds that busy, is no sign of a lock")
    func otherWaits() throws {
        let line = WriterLine(patience: .seconds(60), pause: .seconds(60))
        let done = DispatchGroup()
        let busy = storeError {
            try line.admit { (_) throws(StoreError) in
                lineUp(behind: line, done)
                // No connection is free.
                throw .busy(retryAfter: .seconds(1))
            }
        }
        #expect(busy == .busy(retryAfter: .seconds(1)))
        done.wait()
    }

    @Test("a writer that stood behind a working one has a moment for the lock")
    func lastMoment() throws {
        let line = WriterLine(patience: .milliseconds(400), pause: .seconds(60))
        let left = Mutex<Duration?>(nil)
        let done = DispatchGroup()
        try line.admit { (_) throws(StoreError) in
            done.enter()
            Thread.detachNewThread {
                try? line.admit { (patience) throws(StoreError) in left.withLock { $0 = patience } }
                done.leave()
            }
            _ = done.wait(timeout: .now() + .milliseconds(300))
        }
        done.wait()
        // `nil` if the machine was so busy that the turn came too late.
        if let left = left.withLock({ $0 }) { #expect(left >= WriterLine.longestLockWait) }
    }

    @Test("a writer waits no longer than its patience for its turn")
    func patience() throws {
        let line = WriterLine(patience: .milliseconds(30), pause: .seconds(60))
        try line.admit { (_) throws(StoreError) in
            line.gotLock()
            #expect(storeError { try line.admit { _ in } } == .busy(retryAfter: .seconds(60)))
        }
        // The one that gave up does not hold the line.
        try line.admit { _ in }
    }

    @Test("an error that is no lock leaves the line open")
    func otherErrors() throws {
        let line = WriterLine(patience: .seconds(60), pause: .seconds(60))
        #expect(storeError { try line.admit { (_) throws(StoreError) in throw .readOnly } } == .readOnly)
        try line.admit { _ in }
    }

    /// Lets another writer wait, and checks that it still waits after the limit for a writer without the lock.
    private func lineUp(behind line: WriterLine, _ done: DispatchGroup) {
        done.enter()
        Thread.detachNewThread {
            #expect(storeError { try line.admit { _ in } } == nil)
            done.leave()
        }
        let limit = DispatchTime.now() + .nanoseconds((WriterLine.longestLockWait * 2).wholeNanoseconds)
        #expect(done.wait(timeout: limit) == .timedOut)
    }
}
