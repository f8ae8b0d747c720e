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

    /// Levenshtein's.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = a == b ? diagonal : min(diagonal, row[j], row[j + 1]) + 1
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
