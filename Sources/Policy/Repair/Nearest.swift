/// Which known word somebody meant.
enum Nearest {
    /// No name that a policy has is longer, and two long words are compared letter by letter.
    private static let longest = 120

    /// The one word of `known` that is closest to `word`: at most two slips away (one for short words), and no other
    /// as close. Case does not count, so a word in other case is found too.
    static func of(_ word: String, among known: some Sequence<String>) -> String? {
        guard word.utf8.count <= longest else { return nil }
        let letters = Array(word.lowercased().utf8)
        var limit = letters.count < 4 ? 0 : letters.count < 8 ? 1 : 2
        var best: [String] = []
        for candidate in known {
            let distance = distance(letters, Array(candidate.lowercased().utf8), limit)
            guard distance <= limit else { continue }
            if distance < limit { best = [] }
            limit = distance
            if !best.contains(candidate) { best.append(candidate) }
        }
        return best.count == 1 ? best[0] : nil
    }

    /// The same, as long as there is work left: of ten thousand slips among ten thousand names, the first few get a
    /// suggestion. Nobody reads the rest.
    static func of(_ word: String, among known: some Collection<String>, _ work: inout Int) -> String? {
        guard work > 0 else { return nil }
        work -= known.count
        return of(word, among: known)
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; more than `limit`
    /// is not counted on.
    static func distance(_ left: [UInt8], _ right: [UInt8], _ limit: Int) -> Int {
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        guard left != right else { return 0 }
        var before: [Int] = []
        var row = Array(0...right.count)
        for i in left.indices {
            let last = row
            row[0] = i + 1
            for j in right.indices {
                let isSame = left[i] == right[j]
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (isSame ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    row[j + 1] = min(row[j + 1], before[j - 1] + 1)
                }
            }
            guard row.contains(where: { $0 <= limit }) else { return limit + 1 }
            before = last
        }
        return row[right.count]
    }
}
