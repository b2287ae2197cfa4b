import Foundation

/// Writes lines of the report without a buffer, so that they appear at once even in a pipe.
enum Report {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
