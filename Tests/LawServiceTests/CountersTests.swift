import Telemetry
import Testing

@testable import LawService

@Suite("Counters")
struct CountersTests {
    @Test("counts each key, and cumulates the buckets of a histogram")
    func text() {
        let counts = CounterFamily<String>()
        counts.add("b")
        counts.add("a", 2)
        counts.add("b", 3)
        let requests = RequestTallies(bounds: [0.1, 1])
        let kind = RequestTallies.Kind(route: RouteName(text: "x", number: 3), method: "GET", status: 200)
        for milliseconds in [50, 100, 101, 5_000] { requests.add(kind, .milliseconds(milliseconds)) }
        var text = PrometheusText()
        text.counter("c_total", "Counts.", counts.values.map { (["key": $0.key], Double($0.value)) })
        text.gauge("g", "A value.", [(["odd": "a\"b\\c\nd"], 0.5)])
        text.histogram(
            "t_seconds",
            "Times.",
            label: "k",
            bounds: requests.bounds,
            requests.times.map { ($0.route.text, $0.times.counts, $0.times.sum) }
        )
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP c_total Counts.
                # TYPE c_total counter
                c_total{key="a"} 2
                c_total{key="b"} 4
                # HELP g A value.
                # TYPE g gauge
                g{odd="a\\"b\\\\c\\nd"} 0.5
                # HELP t_seconds Times.
                # TYPE t_seconds histogram
                t_seconds_bucket{k="x",le="0.1"} 2
                t_seconds_bucket{k="x",le="1"} 3
                t_seconds_bucket{k="x",le="+Inf"} 4
                t_seconds_sum{k="x"} 5.251
                t_seconds_count{k="x"} 4

                """
        )
    }
}
