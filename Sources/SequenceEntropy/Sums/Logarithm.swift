import Glibc

/// The platform's natural logarithm, so that no other file needs the platform's module.
func logarithm(_ x: Double) -> Double { log(x) }

func binaryLogarithm(_ x: Double) -> Double { log2(x) }

func cubeRoot(_ x: Double) -> Double { cbrt(x) }
