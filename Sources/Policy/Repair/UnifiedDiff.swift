import Base

/// Two versions of a file as `diff -u` writes them.
enum UnifiedDiff {
    private enum Line { case same(Substring), removed(Substring), added(Substring) }

    static func write(_ name: String, _ before: Bytes, _ after: Bytes, context: Int = 3) -> String {
        let lines = compare(split(before), split(after))
        var output = "--- \(name)\n+++ \(name)\n"
        var start = 0
        while let first = lines[start...].firstIndex(where: isChange) {
            var last = first
            var next = first
            while next < lines.count, next - last <= 2 * context {
                if isChange(lines[next]) { last = next }
                next += 1
            }
            let range = max(start, first - context)..<min(lines.count, last + context + 1)
            output += hunk(lines, range)
            start = range.upperBound
            guard start < lines.count else { break }
        }
        return output
    }

    private static func isChange(_ line: Line) -> Bool { if case .same = line { false } else { true } }

    private static func split(_ bytes: Bytes) -> [Substring] {
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func hunk(_ lines: [Line], _ range: Range<Int>) -> String {
        var (old, new) = (1, 1)
        for line in lines[..<range.lowerBound] { count(line, &old, &new) }
        var (oldEnd, newEnd) = (old, new)
        var text = ""
        for line in lines[range] {
            count(line, &oldEnd, &newEnd)
            switch line {
            case .same(let content): text += " \(content)\n"
            case .removed(let content): text += "-\(content)\n"
            case .added(let content): text += "+\(content)\n"
            }
        }
        return "@@ -\(old),\(oldEnd - old) +\(new),\(newEnd - new) @@\n" + text
    }

    private static func count(_ line: Line, _ old: inout Int, _ new: inout Int) {
        switch line {
        case .same: (old, new) = (old + 1, new + 1)
        case .removed: old += 1
        case .added: new += 1
        }
    }

    /// So many lines that differ are compared by their content; of more, by their place.
    private static let mostLines = 2000

    /// Repairs are small, so the standard library's difference is quick enough for what stands between the first line
    /// that differs and the last. Its time and memory grow with the square of the difference, so of a file that was
    /// changed throughout the lines are taken as they stand.
    private static func compare(_ before: [Substring], _ after: [Substring]) -> [Line] {
        let head = zip(before, after).prefix { $0 == $1 }.count
        let tail = zip(before[head...].reversed(), after[head...].reversed()).prefix { $0 == $1 }.count
        let (old, new) = (before[head..<before.count - tail], after[head..<after.count - tail])
        let middle = max(old.count, new.count) <= mostLines ? difference(old, new) : byPlace(old, new)
        return before[..<head].map(Line.same) + middle + before.suffix(tail).map(Line.same)
    }

    private static func byPlace(_ before: ArraySlice<Substring>, _ after: ArraySlice<Substring>) -> [Line] {
        guard before.count == after.count else { return before.map(Line.removed) + after.map(Line.added) }
        return zip(before, after).flatMap { $0 == $1 ? [Line.same($0)] : [.removed($0), .added($1)] }
    }

    private static func difference(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) -> [Line] {
        let (before, after) = (Array(old), Array(new))
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var result: [Line] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old), old < before.count {
                result.append(.removed(before[old]))
                old += 1
            } else if added.contains(new), new < after.count {
                result.append(.added(after[new]))
                new += 1
            } else {
                result.append(.same(before[old]))
                (old, new) = (old + 1, new + 1)
            }
        }
        return result
    }
}
