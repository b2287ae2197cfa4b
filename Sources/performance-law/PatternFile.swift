import Foundation
import LawService

/// The file of `apen --patterns`.
struct PatternFile {
    let output: PatternOutput

    /// Opens a file to write it from its beginning.
    init(_ path: String) throws(CommandFailure) {
        // The process ends soon after the last write, so nobody has to close it.
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .input("--patterns: \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        output = PatternOutput { bytes in
            Descriptor.write(bytes, to: descriptor).map {
                "--patterns: \(path) cannot be written: \(String(cString: strerror($0)))"
            }
        } restart: {
            guard ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 else { return nil }
            return
                "--patterns: \(path) must be a regular file, because users reappear in the log; or sort the log by user"
        }
    }

    /// A file to be read, several times if the memory is small.
    static func input(_ path: String) throws(CommandFailure) -> PatternInput {
        let file = InputFile(path: path)
        guard let byteCount = file.byteCount else {
            throw .input("--patterns: \(path) is no regular file, which may have to be read several times")
        }
        return PatternInput(name: path, byteCount: byteCount) { body in try file.forEachSlice(body) }
    }
}
