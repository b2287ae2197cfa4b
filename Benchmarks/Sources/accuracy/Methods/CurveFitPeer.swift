import Foundation
import LawFitting

/// A fit as in the Performance Law's paper: one form with seven parameters by scipy's `curve_fit`, which starts at all ones,
/// without intervals and leave-one-out. It follows the paper's formula; it is not the authors' script.
struct CurveFitPeer {
    enum Outcome {
        /// Milliseconds of processor time per fit, and in-sample R² by grid.
        case measured(milliseconds: Double, r2: [Double])
        case missing(reason: String)
    }

    /// Reads `name,layers,dim,value` lines. A fit that runs out of evaluations counts with the time it took.
    private static let program = """
        import sys, time, warnings
        import numpy as np
        from scipy.optimize import curve_fit
        warnings.simplefilter("ignore")
        grids = {}
        for line in sys.stdin:
            name, layers, dim, value = line.split(",")
            grids.setdefault(name, []).append((float(layers), float(dim), float(value)))
        def law(x, w1, w2, w3, w4, w5, p, b):
            n, d = x
            return w1 * (np.log(n) + p / n**w3) + w2 * (np.log(d) + p / d**w4) + w5 * np.log(1e6) + b
        total, count = 0.0, 0
        for name, rows in grids.items():
            n, d, y = (np.array(column) for column in zip(*rows))
            r2 = float("nan")
            for _ in range(5):
                begin = time.process_time()
                try:
                    w, _ = curve_fit(law, (n, d), y, p0=np.ones(7), maxfev=100000)
                    r2 = 1 - np.sum((law((n, d), *w) - y) ** 2) / np.sum((y - y.mean()) ** 2)
                except RuntimeError:
                    pass
                total += time.process_time() - begin
                count += 1
            print("r2", name, r2)
        print("ms", 1000 * total / count)
        """

    static func run(_ grids: [PublishedGrid]) -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        process.standardError = FileHandle.nullDevice
        // One thread, like our fits.
        process.environment = ProcessInfo.processInfo.environment.merging(["OPENBLAS_NUM_THREADS": "1"]) { $1 }
        do {
            try process.run()
            let lines = grids.flatMap { grid in
                grid.observations.map { "\(grid.name),\($0.layers),\($0.dim),\($0.value)\n" }
            }
            try input.fileHandleForWriting.write(contentsOf: Data(lines.joined().utf8))
            try input.fileHandleForWriting.close()
        } catch {
            return .missing(reason: "python3 cannot be started")
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let fields = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
        guard process.terminationStatus == 0,
            let time = fields.first(where: { $0.first == "ms" })?.last.flatMap({ Double($0) })
        else { return .missing(reason: "python3 has no scipy") }
        let r2 = fields.filter { $0.first == "r2" }.compactMap { $0.last.flatMap { Double($0) } }
        return .measured(milliseconds: time, r2: r2)
    }
}
