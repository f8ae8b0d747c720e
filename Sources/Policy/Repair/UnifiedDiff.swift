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

    /// Repairs are small, so the standard library's difference is quick enough.
    private static func compare(_ before: [Substring], _ after: [Substring]) -> [Line] {
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
