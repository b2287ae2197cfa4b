import JSONText

extension EnvironmentArguments {
    /// The variables that Kubernetes gives to every container because a service of this name exists, and that are no options:
    /// `PERFORMANCE_LAW_SERVICE_HOST`, `PERFORMANCE_LAW_PORT=tcp://…`, `PERFORMANCE_LAW_PORT_8080_TCP_ADDR` and others
    /// (<https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>).
    static func injected(in environment: [String: String]) -> [String] {
        environment.filter { isInjected($0.key, $0.value) }.map(\.key).sorted()
    }

    static func isInjected(_ name: String, _ value: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let rest = name.dropFirst(prefix.count)
        // A service may have a longer name that begins with this one.
        return rest.wholeMatch(of: /(.*_)?SERVICE_(HOST|PORT(_.*)?)/) != nil
            || (rest.wholeMatch(of: /(.*_)?PORT/) != nil && value.wholeMatch(of: /(tcp|udp|sctp):\/\/.*/) != nil)
            || rest.wholeMatch(of: /(.*_)?PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?/) != nil
    }

    /// - Throws: a usage failure that names the variables which no command has as an option, each with the nearest one.
    static func refuseUnknown(in environment: [String: String]) throws(CommandFailure) {
        let known = Set([options, flags].flatMap { $0.values.joined() }.map(variable)).sorted()
        let unknown = environment.filter { name, value in
            name.hasPrefix(prefix) && !known.contains(name) && !isInjected(name, value)
        }
        guard !unknown.isEmpty else { return }
        let messages = unknown.keys.sorted().map { name in
            // The value may be a secret, so it is not shown.
            let nearest = EditDistance.nearest(
                to: String(name.dropFirst(prefix.count)),
                among: known.map { String($0.dropFirst(prefix.count)) }
            )
            return "unknown environment variable \(name)"
                + (nearest.map { "; did you mean \(prefix)\($0.uppercased())?" } ?? "; no option has it")
        }
        throw .usage(messages.joined(separator: "\n"))
    }
}
