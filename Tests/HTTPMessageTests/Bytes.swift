/// The slicings that a test covers: the whole text, single bytes, and two parts cut at every position.
func slicings(of text: String) -> [[[UInt8]]] {
    let bytes = Array(text.utf8)
    let halves = bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
    return [[bytes], bytes.map { [$0] }] + halves
}
