import Base

/// Letters and digits as one drawing that people read easily and programs less so (docs/decisions/0017).
///
/// Every stroke is drawn by itself, bent, and in no order, with strokes that belong to no letter among them: the file
/// holds no letter, and nothing tells where one ends.
package enum CaptchaImage {
    /// Characters that nobody takes for one another.
    package static let alphabet = Array("acdefhjkmnprtuvwxy34679")

    private static let width = 336.0
    private static let height = 96.0

    /// An SVG document.
    package static func draw(_ text: String, random: Random) -> String {
        var pen = Pen(random: random)
        let glyphs = text.compactMap { Glyphs.strokes[$0] }
        let advance = (width - 40) / Double(max(1, glyphs.count))
        for (index, strokes) in glyphs.enumerated() {
            pen.draw(strokes, at: 20 + advance * (Double(index) + 0.5), width: min(advance * 0.62, 40))
        }
        for _ in 0..<6 { pen.distract(width, height) }
        let path = pen.segments.shuffled(by: random).joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" width="\(Int(width))" \
            height="\(Int(height))"><rect width="100%" height="100%" fill="#fff"/><path d="\(path)" fill="none" \
            stroke="#1c2b36" stroke-width="4" stroke-linecap="round"/></svg>
            """
    }
}

private struct Pen {
    let random: Random
    private(set) var segments: [String] = []
    /// A wave through the whole line of text.
    private let phase: Double

    typealias Point = (x: Double, y: Double)

    init(random: Random) {
        self.random = random
        phase = Double(random.number(below: 628)) / 100
    }

    /// Between -1 and 1.
    private func jitter() -> Double { Double(random.number(below: 2001)) / 1000 - 1 }

    mutating func draw(_ strokes: [[Point]], at center: Double, width: Double) {
        let (slant, turn, size) = (jitter() * 0.25, jitter() * 0.12, 1 + jitter() * 0.12)
        let lift = jitter() * 7
        for stroke in strokes {
            let points = stroke.map { point -> Point in
                let x = (point.x / 4 - 0.5) * width * size
                let y = (point.y / 6 - 0.5) * 56 * size
                let moved = x - y * slant
                let page = center + moved - y * turn + jitter() * 1.2
                return (page, 48 + lift + y + moved * turn + wave(page) + jitter() * 1.2)
            }
            for (from, to) in zip(points, points.dropFirst()) { segment(from, to, bend: 2) }
        }
    }

    /// A short stroke that belongs to nothing.
    mutating func distract(_ width: Double, _ height: Double) {
        let from = (x: width * (0.5 + jitter() * 0.48), y: height * (0.5 + jitter() * 0.45))
        let to = (x: from.x + jitter() * 26, y: from.y + jitter() * 16)
        segment(from, to, bend: 6)
    }

    private func wave(_ x: Double) -> Double {
        // A parabola up and down stands for a sine well enough.
        let turn = (x / 60 + phase).truncatingRemainder(dividingBy: 2)
        let part = turn.truncatingRemainder(dividingBy: 1)
        return (turn < 1 ? 1 : -1) * 4 * part * (1 - part) * 5
    }

    private mutating func segment(_ from: Point, _ to: Point, bend: Double) {
        let middle = (x: (from.x + to.x) / 2 + jitter() * bend, y: (from.y + to.y) / 2 + jitter() * bend)
        let ends = random.number(below: 2) == 0 ? (from, to) : (to, from)
        segments.append("M\(number(ends.0))Q\(number(middle)) \(number(ends.1))")
    }

    /// With one decimal.
    private func number(_ point: Point) -> String { "\(tenths(point.x)) \(tenths(point.y))" }

    private func tenths(_ value: Double) -> String {
        let whole = Int((value * 10).rounded())
        return "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
    }
}

extension Array {
    /// In an order that the randomness chooses (Fisher and Yates).
    package func shuffled(by random: Random) -> [Element] {
        var items = self
        for index in items.indices.dropFirst().reversed() {
            items.swapAt(index, Int(random.number(below: UInt32(index + 1))))
        }
        return items
    }
}

/// A small alphabet of strokes, on a grid 4 wide and 6 high.
private enum Glyphs {
    static let strokes: [Character: [[Pen.Point]]] = [
        "a": [[(0, 6), (2, 0), (4, 6)], [(0.8, 4), (3.2, 4)]],
        "c": [[(4, 1), (2.5, 0), (0.8, 1), (0, 3), (0.8, 5), (2.5, 6), (4, 5)]],
        "d": [[(0, 0), (0, 6), (2, 6), (3.6, 4.8), (4, 3), (3.6, 1.2), (2, 0), (0, 0)]],
        "e": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3, 3)]],
        "f": [[(4, 0), (0, 0), (0, 6)], [(0, 3), (3, 3)]],
        "h": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
        "j": [[(1.5, 0), (4, 0)], [(3, 0), (3, 4.8), (2, 6), (0.6, 5.6), (0, 4.4)]],
        "k": [[(0, 0), (0, 6)], [(4, 0), (0, 3.4)], [(1.4, 2.4), (4, 6)]],
        "m": [[(0, 6), (0, 0), (2, 3.4), (4, 0), (4, 6)]],
        "n": [[(0, 6), (0, 0), (4, 6), (4, 0)]],
        "p": [[(0, 6), (0, 0), (2.8, 0), (4, 1.6), (2.8, 3.2), (0, 3.2)]],
        "r": [[(0, 6), (0, 0), (2.8, 0), (4, 1.6), (2.8, 3.2), (0, 3.2)], [(1.8, 3.2), (4, 6)]],
        "t": [[(0, 0), (4, 0)], [(2, 0), (2, 6)]],
        "u": [[(0, 0), (0, 4.4), (1, 6), (3, 6), (4, 4.4), (4, 0)]],
        "v": [[(0, 0), (2, 6), (4, 0)]],
        "w": [[(0, 0), (1, 6), (2, 2.4), (3, 6), (4, 0)]],
        "x": [[(0, 0), (4, 6)], [(4, 0), (0, 6)]],
        "y": [[(0, 0), (2, 3), (4, 0)], [(2, 3), (2, 6)]],
        "3": [[(0, 0), (4, 0), (2, 2.4), (4, 3.8), (3.4, 5.6), (1.6, 6), (0, 5)]],
        "4": [[(3, 6), (3, 0), (0, 4), (4, 4)]],
        "6": [[(3.4, 0), (1, 2), (0, 4.2), (1, 6), (3, 6), (4, 4.4), (3, 3), (1, 3), (0.2, 4)]],
        "7": [[(0, 0), (4, 0), (1.4, 6)]],
        "9": [[(3.8, 2), (3, 3), (1, 3), (0, 1.6), (1, 0), (3, 0), (4, 1.8), (3, 4), (0.6, 6)]],
    ]
}
