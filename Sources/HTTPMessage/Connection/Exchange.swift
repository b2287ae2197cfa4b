/// One request being answered.
struct Exchange {
    let isHead: Bool
    let version: HTTPVersion
    /// Whether the connection may serve another request afterwards.
    var isPersistent: Bool
    /// Whether the client still waits for `100 Continue`, and so has perhaps not sent its body and never will.
    var awaitsContinue: Bool
    var body: BodyReader
    var receiver: (any BodyReceiver)?
    /// The leave to gather large pieces of the body.
    var grant: UploadBudget.Grant?
    /// Whether the workers have taken a piece of it.
    var isAdmitted = false
}
