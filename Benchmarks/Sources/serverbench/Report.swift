import Foundation

/// Lines of the report, written at once, also into a pipe.
enum Report {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
