/// All ways to look at feeding: whole, byte by byte, and in two parts at every place.
func slicings(of text: String) -> [[[UInt8]]] {
    let bytes = Array(text.utf8)
    let halves = bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
    return [[bytes], bytes.map { [$0] }] + halves
}
