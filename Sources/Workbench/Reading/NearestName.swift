/// The known name that somebody meant who wrote another one.
enum NearestName {
    static func of(_ name: String, in known: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().prefix(64))
        let candidates = known.map { (name: $0, distance: distance(wanted, Array($0.lowercased().prefix(64)))) }
        guard let best = candidates.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(1, wanted.count / 3) ? best.name : nil
    }

    /// `; did you mean "x"?`, or nothing.
    static func hint(_ name: String, in known: some Sequence<String>) -> String {
        of(name, in: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// Letters that are missing, too many, wrong, or swapped with their neighbour.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var next = [i + 1]
            for (j, b) in right.enumerated() {
                var best = a == b ? row[j] : min(row[j], row[j + 1], next[j]) + 1
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, before[j - 1] + 1) }
                next.append(best)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
