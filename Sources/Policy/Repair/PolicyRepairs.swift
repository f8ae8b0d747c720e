import Base

/// Every repair of a folder, carried out: again and again, because one may show the next, until nothing changes.
struct PolicyRepairs {
    struct Change {
        let name: String
        let before: Bytes
        let after: Bytes
    }

    /// What was done, a line for each repair.
    private(set) var text = ""
    private var count = 0
    private(set) var files: [PolicySet.File]
    private(set) var rest: Diagnostics
    private let original: [PolicySet.File]

    private static let maximumRounds = 50

    static func make(
        _ loaded: PolicyCommand.Loaded, reload: ([PolicySet.File]) -> PolicyCommand.Loaded
    ) -> PolicyRepairs {
        var repairs = PolicyRepairs(files: loaded.files, rest: loaded.diagnostics, original: loaded.files)
        for _ in 0..<maximumRounds {
            guard repairs.round() else { break }
            let again = reload(repairs.files)
            repairs.rest = again.diagnostics
        }
        return repairs
    }

    private init(files: [PolicySet.File], rest: Diagnostics, original: [PolicySet.File]) {
        self.files = files
        self.rest = rest
        self.original = original
    }

    static func editors(_ files: [PolicySet.File]) -> [String: SourceEditor] {
        Dictionary(files.map { ($0.name, SourceEditor($0)) }) { first, _ in first }
    }

    var changes: [Change] {
        zip(original, files).filter { $0.0.bytes != $0.1.bytes }.map {
            Change(name: $0.0.name, before: $0.0.bytes, after: $0.1.bytes)
        }
    }

    var summary: String {
        count == 0
            ? "Nothing to repair."
            : "\(DiagnosticText.count(count, "repair")) in \(DiagnosticText.count(changes.count, "file"))."
    }

    /// Carries out what does not overlap; whether that was anything.
    private mutating func round() -> Bool {
        let editors = PolicyRepairs.editors(files)
        var chosen: [String: [SourceEditor.Edit]] = [:]
        var taken: [String: TakenRanges] = [:]
        var isDone: Set<Repair> = []
        var hasMoved: Set<String> = []
        for diagnostic in rest.sorted {
            guard let repair = diagnostic.repair, isDone.insert(repair).inserted else { continue }
            let file = repair.element.file
            guard let edits = editors[file]?.edits(of: repair), !hasMoved.contains(file) else { continue }
            // A move takes bytes from elsewhere along, so it goes alone.
            if case .move = repair.change {
                guard chosen[file] == nil else { continue }
                hasMoved.insert(file)
            }
            guard taken[file, default: TakenRanges()].take(edits.map(\.range)) else { continue }
            chosen[file, default: []] += edits
            text += "\(diagnostic.location): \(diagnostic.code.rawValue) \(repair.title)\n"
            count += 1
        }
        files = files.map { file in
            guard let edits = chosen[file.name], let editor = editors[file.name] else { return file }
            return PolicySet.File(name: file.name, bytes: editor.applying(edits))
        }
        return !chosen.isEmpty
    }
}

/// What the edits of one round cover, in order.
private struct TakenRanges {
    private var ranges: [Range<Int>] = []

    /// Takes all of `new`, if none of them meets what is taken already.
    mutating func take(_ new: [Range<Int>]) -> Bool {
        guard new.allSatisfy(isFree) else { return false }
        for range in new { ranges.insert(range, at: position(range)) }
        return true
    }

    private func isFree(_ range: Range<Int>) -> Bool {
        let place = position(range)
        let neighbours = [place - 1, place].filter(ranges.indices.contains).map { ranges[$0] }
        return !neighbours.contains { $0 == range || $0.overlaps(range) }
    }

    private func position(_ range: Range<Int>) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Repair {
    /// For editors: what it does, and the ranges that it replaces. Nil when the file holds something else.
    func json(_ editors: [String: SourceEditor]) -> JSON? {
        guard let edits = editors[element.file]?.edits(of: self) else { return nil }
        let items = edits.map { edit -> JSON in
            [
                "line": .integer(Int64(edit.start.line)), "column": .integer(Int64(edit.start.column)),
                "endLine": .integer(Int64(edit.end.line)), "endColumn": .integer(Int64(edit.end.column)),
                "text": .string(String(decoding: edit.text, as: UTF8.self)),
            ]
        }
        return ["title": .string(title), "edits": .array(items)]
    }
}
