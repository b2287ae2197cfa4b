import Dispatch
import Glibc
import Testing

@testable import SocketServer

@Suite("Mailbox")
struct MailboxTests {
    @Test("delivers each message once, in order, and is readable meanwhile")
    func delivers() throws {
        let mailbox = try Mailbox<Int>()
        #expect(!isReadable(mailbox))
        for number in 1...3 { #expect(mailbox.post(number)) }
        #expect(isReadable(mailbox))
        #expect(mailbox.takeAll() == [1, 2, 3])
        #expect(!isReadable(mailbox))
        #expect(mailbox.takeAll() == [])
        #expect(mailbox.post(4))
        #expect(isReadable(mailbox))
        #expect(mailbox.takeAll() == [4])
    }

    @Test("closes only while it is empty, and refuses messages from then on")
    func closes() throws {
        let mailbox = try Mailbox<Int>()
        #expect(mailbox.post(1))
        #expect(!mailbox.closeIfEmpty())
        #expect(mailbox.post(2))
        #expect(mailbox.takeAll() == [1, 2])
        #expect(mailbox.closeIfEmpty())
        #expect(!mailbox.post(3))
        #expect(mailbox.takeAll() == [])
        #expect(mailbox.closeIfEmpty(), "it stays closed")
    }

    @Test("each accepted message of several threads is delivered, although the reader closes the mailbox")
    func losesNothing() throws {
        let mailbox = try Mailbox<Int>()
        let accepted = DispatchQueue(label: "accepted")
        nonisolated(unsafe) var acceptedSum = 0  // used on `accepted` only
        nonisolated(unsafe) var deliveredSum = 0  // used by the reader only, and read after it has ended
        DispatchQueue.concurrentPerform(iterations: 3) { index in
            if index == 0 {
                repeat {
                    deliveredSum += mailbox.takeAll().reduce(0, +)
                } while !mailbox.closeIfEmpty()
            } else {
                var sum = 0
                for number in 1...10_000 where mailbox.post(number) { sum += number }
                accepted.sync { acceptedSum += sum }
            }
        }
        #expect(deliveredSum == acceptedSum)
    }

    private func isReadable(_ mailbox: Mailbox<Int>) -> Bool {
        var entry = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }
}
