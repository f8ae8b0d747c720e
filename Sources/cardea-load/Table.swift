import Glibc

/// The rows as they come, each with the bar of design §7.
struct Table {
    /// The figure that must not be above the bar, and its unit.
    struct Figure {
        let value: Double
        let unit: String
        let bar: Double?
    }

    func begin() {
        print(line("operation", "ops/s", "CPU", "p50 ms", "p99 ms", "bar", ""))
        print(String(repeating: "-", count: 108))
        fflush(nil)
    }

    func add(_ name: String, _ measured: Measurement, bar: Double?) {
        add(
            name, Figure(value: measured.cpu, unit: "ms", bar: bar), Table.text(measured.operationsPerSecond, 0),
            Table.text(measured.p50, 2), Table.text(measured.p99, 2))
    }

    func add(_ name: String, _ figure: Figure, _ rate: String = "", _ p50: String = "", _ p99: String = "") {
        let verdict = figure.bar.map { figure.value <= $0 ? "reached" : "not reached" } ?? ""
        let bar = figure.bar.map { Table.text($0, 3) } ?? ""
        print(line(name, rate, "\(Table.text(figure.value, 3)) \(figure.unit)", p50, p99, bar, verdict))
        fflush(nil)
    }

    private func line(_ words: String...) -> String {
        zip(words, [40, 9, 14, 9, 9, 9, 12]).map { word, width in
            let gap = String(repeating: " ", count: max(0, width - word.count))
            return width == 40 || width == 12 ? word + gap : gap + word
        }.joined(separator: " ")
    }

    static func text(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
