public import JSONText

/// Receives the contents of a log, one user at a time.
public protocol SequenceConsumer {
    /// Whether further users have a meaning. If not, the reader may leave them out. The default is true.
    var wantsUsers: Bool { get }

    /// Takes one user's sequence, which is valid during the call only.
    mutating func user(_ sequence: UserSequence)

    /// Forgets all users so far, because one of them reappeared: their sequences were not whole. All users come again.
    mutating func restart()

    /// Takes a member of a JSON log's object other than `sequences` and `interactions`.
    ///
    /// Members come in document order with the users of `sequences`. The users of `interactions` come at the end of the
    /// log, after every member.
    mutating func member(_ name: String, _ value: JSONValue)
}

extension SequenceConsumer {
    public var wantsUsers: Bool { true }
}
