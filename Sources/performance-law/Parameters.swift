/// The parameters of one call by their HTTP names; options that were not given are left out.
enum Parameters {
    static func given(_ values: KeyValuePairs<String, String?>) -> [String: String] {
        var given: [String: String] = [:]
        for (name, value) in values { given[name] = value }
        return given
    }
}
