public import JSONText

/// Receives what a log holds, one user at a time.
public protocol SequenceConsumer {
    /// One user's items in time order, as numbers of `items`. Valid during the call only.
    mutating func user(_ sequence: UnsafeBufferPointer<UInt32>, items: Vocabulary)

    /// Forgets all users so far. They come again: a user came back after others, so the sequences were not whole.
    mutating func restart()

    /// A member of a JSON log's object other than `sequences` and `interactions`, in document order with the users of
    /// `sequences`. The users of `interactions` come at the end of the log, so after every member.
    mutating func member(_ name: String, _ value: JSONValue)
}
