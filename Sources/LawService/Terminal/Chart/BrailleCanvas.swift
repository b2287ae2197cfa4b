/// A picture of dots, 2 × 4 in each character (Unicode 15, block Braille Patterns), with characters above and a shade below.
struct BrailleCanvas {
    let columns: Int
    let rows: Int
    private var dots: [UInt8]
    private var symbols: [(character: Character, ink: TerminalStyle.Ink)?]
    private var isShaded: [Bool]

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        dots = Array(repeating: 0, count: columns * rows)
        symbols = Array(repeating: nil, count: columns * rows)
        isShaded = Array(repeating: false, count: columns * rows)
    }

    /// The dots along each axis.
    var width: Int { 2 * columns }
    var height: Int { 4 * rows }

    /// The bits of the dots of a character, row by row.
    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot. The origin is at the top left. What lies outside is not drawn.
    mutating func dot(_ x: Int, _ y: Int) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        dots[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
    }

    /// Sets the dots of a column between two heights, in any order.
    mutating func column(_ x: Int, _ from: Int, _ to: Int) {
        for y in max(0, min(from, to))...max(0, min(height - 1, max(from, to))) { dot(x, y) }
    }

    /// Draws a character over the dots at a place of dots.
    mutating func symbol(_ character: Character, _ ink: TerminalStyle.Ink, _ x: Int, _ y: Int) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        symbols[y / 4 * columns + x / 2] = (character, ink)
    }

    /// Shades the characters of a column between two heights of dots.
    mutating func shade(column: Int, from top: Int, to bottom: Int) {
        guard (0..<columns).contains(column), top < height, bottom >= 0, top <= bottom else { return }
        for row in max(0, top) / 4...min(height - 1, bottom) / 4 { isShaded[row * columns + column] = true }
    }

    /// The rows from the top. Neighbours of one colour are painted together.
    func lines(_ style: TerminalStyle) -> [String] {
        (0..<rows).map { row in
            var line = ""
            var run = ""
            var ink: TerminalStyle.Ink?
            for index in row * columns..<(row + 1) * columns {
                let (character, next) = cell(index)
                if next != ink {
                    line += ink.map { style.painted(run, $0) } ?? run
                    run = ""
                    ink = next
                }
                run.append(character)
            }
            return line + (ink.map { style.painted(run, $0) } ?? run)
        }
    }

    private func cell(_ index: Int) -> (Character, TerminalStyle.Ink?) {
        if let symbol = symbols[index] { return (symbol.character, symbol.ink) }
        if dots[index] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[index])) {
            return (Character(scalar), .curve)
        }
        return isShaded[index] ? ("░", .band) : (" ", nil)
    }
}
