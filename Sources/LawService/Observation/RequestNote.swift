import HTTPMessage
import Telemetry

/// What is known about a request when its answer is planned, for whoever counts and logs it in the end.
final class RequestNote: AnswerNote {
    let route: RouteName
    let identity: RequestIdentity

    init(_ route: RouteName, _ identity: RequestIdentity) {
        self.route = route
        self.identity = identity
    }
}
