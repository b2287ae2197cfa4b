import ElementaryFunctions
import ResourceMetering

/// Which configurations of a space a search may choose: those that every budget allows, within reach of the experiments.
struct Feasibility {
    /// A configuration by its indices in the space's levels.
    typealias Place = (i: Int, j: Int)

    let space: SearchSpace
    private let meter: WorkMeter
    /// Parameters by layers, then by dim; −1 if they exceed a budget or `Int`.
    private let parameters: [Int]
    /// By layers, the indices of dim within reach.
    let reachable: [Range<Int>]
    /// How far from the hull a choice may lie, in octaves; `nil` for any distance.
    let reach: Double?
    /// Why nothing is feasible; `nil` if something is.
    let refusal: OptimumError?

    init(_ space: SearchSpace, geometry: DesignGeometry, beyond: Bool, meter: WorkMeter) {
        self.space = space
        self.meter = meter
        let (layers, dim) = (space.layers.values, space.dim.values)
        let reach = beyond ? nil : geometry.reach
        self.reach = reach
        let logDim = dim.map { Elementary.log(Double($0)) }
        let reachable = layers.map { layers -> Range<Int> in
            guard let reach else { return 0..<dim.count }
            meter.spend(Self.unitsOfReach)
            return meter.isStopped ? 0..<0 : Self.within(reach, geometry, Elementary.log(Double(layers)), logDim)
        }
        self.reachable = reachable
        let perLayer = dim.map { space.architecture.parametersPerLayer(dim: $0) }
        var parameters = [Int](repeating: -1, count: space.configurationCount)
        var isAnyFeasible = false
        for i in layers.indices where !meter.isStopped {
            meter.spend(dim.count * Self.unitsPerCost)
            for j in dim.indices {
                guard let cost = space.cost(layers: layers[i], perLayer: perLayer[j], dim: dim[j]) else { continue }
                guard space.budgets.allSatisfy({ $0.allows(body: cost.body, table: cost.table) }) else { continue }
                parameters[i * dim.count + j] = cost.body + cost.table
                if reachable[i].contains(j) { isAnyFeasible = true }
            }
        }
        self.parameters = parameters
        if isAnyFeasible {
            refusal = nil
        } else if reachable.allSatisfy(\.isEmpty) {
            let distances = layers.map { layers -> Double in
                meter.spend(Self.unitsOfReach)
                return meter.isStopped ? 0 : Self.nearest(geometry, Elementary.log(Double(layers)), logDim).octaves
            }
            refusal = .nothingWithinReach(octaves: distances.min() ?? 0, reach: reach ?? 0)
        } else {
            let needs = Self.needs(space, reachable, perLayer, meter)
            let isFeasibleBeyond = parameters.contains { $0 >= 0 }
            refusal =
                if let reach, isFeasibleBeyond, !needs.isEmpty { .nothingFeasibleWithinReach(needs, reach: reach) } else
                {
                    .nothingFeasible(needs)
                }
        }
    }

    /// What is missing for the configuration within reach that exceeds the budgets least, in proportion. A single budget is then named as it
    /// must be at least; none is if every count exceeds `Int`.
    private static func needs(
        _ space: SearchSpace,
        _ reachable: [Range<Int>],
        _ perLayer: [Int?],
        _ meter: WorkMeter
    ) -> [BudgetNeed] {
        let (layers, dim) = (space.layers.values, space.dim.values)
        var least: (body: Int, table: Int, excess: Double)?
        for i in layers.indices where !meter.isStopped {
            meter.spend(reachable[i].count * unitsPerCost * (1 + space.budgets.count))
            for j in reachable[i] {
                guard let cost = space.cost(layers: layers[i], perLayer: perLayer[j], dim: dim[j]) else { continue }
                let excess = space.budgets.reduce(0) { max($0, $1.share(body: cost.body, table: cost.table)) }
                if let least, (excess, cost.body + cost.table) >= (least.excess, least.body + least.table) { continue }
                least = (cost.body, cost.table, excess)
            }
        }
        guard let least else { return [] }
        return space.budgets.filter { !$0.allows(body: least.body, table: least.table) }
            .map { BudgetNeed($0, body: least.body, table: least.table) }
    }

    /// The parameters of a configuration that the budgets allow; −1 for another.
    @inline(__always)
    func cost(_ place: Place) -> Int { parameters[place.i * space.dim.values.count + place.j] }

    func isFeasible(_ place: Place) -> Bool { cost(place) >= 0 && reachable[place.i].contains(place.j) }

    /// The feasible indices of dim at an index of layers: they have no gap, because every cost rises with dim. `nil` if there are none.
    func feasibleColumns(_ i: Int) -> ClosedRange<Int>? {
        let all = reachable[i]
        var (low, high) = (all.lowerBound, all.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if cost((i, middle)) >= 0 { low = middle + 1 } else { high = middle }
        }
        return low > all.lowerBound ? all.lowerBound...(low - 1) : nil
    }

    /// Calls the body with every feasible configuration, or with some of them if the meter stops the work.
    func visit(_ body: (_ i: Int, _ j: Int, _ cost: Int) -> Void) {
        let width = space.dim.values.count
        for i in reachable.indices where !meter.isStopped {
            meter.spend(reachable[i].count * Self.unitsPerVisit)
            for j in reachable[i] {
                let cost = parameters[i * width + j]
                if cost >= 0 { body(i, j, cost) }
            }
        }
    }

    /// Some hundred distances from the hull.
    private static let unitsOfReach = 5_000
    private static let unitsPerCost = 4
    private static let unitsPerVisit = 2

    /// The indices of dim within a distance of the hull. The distance is convex along dim, so they have no gap.
    private static func within(
        _ reach: Double,
        _ geometry: DesignGeometry,
        _ logLayers: Double,
        _ logDim: [Double]
    ) -> Range<Int> {
        func isWithin(_ j: Int) -> Bool {
            geometry.octaves(logLayers: logLayers, logDim: logDim[j]) <= reach + 1e-9
        }
        let nearest = nearest(geometry, logLayers, logDim).index
        guard isWithin(nearest) else { return 0..<0 }
        func bound(_ outside: Int, _ inside: Int) -> Int {
            var (outside, inside) = (outside, inside)
            while abs(outside - inside) > 1 {
                let middle = (outside + inside) / 2
                if isWithin(middle) { inside = middle } else { outside = middle }
            }
            return inside
        }
        return bound(-1, nearest)..<(bound(logDim.count, nearest) + 1)
    }

    /// The first index of dim at the least distance from the hull, and that distance.
    private static func nearest(_ geometry: DesignGeometry, _ logLayers: Double, _ logDim: [Double]) -> (
        index: Int, octaves: Double
    ) {
        func distance(_ j: Int) -> Double { geometry.octaves(logLayers: logLayers, logDim: logDim[j]) }
        var (low, high) = (0, logDim.count - 1)
        while high - low > 2 {
            let first = low + (high - low) / 3
            let second = high - (high - low) / 3
            if distance(first) <= distance(second) { high = second } else { low = first }
        }
        var best = (index: low, octaves: distance(low))
        for j in (low..<high).map({ $0 + 1 }) {
            let octaves = distance(j)
            if octaves < best.octaves { best = (j, octaves) }
        }
        return best
    }
}
