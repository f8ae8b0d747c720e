import Base

/// A path cut at its slashes, still percent-encoded. Bytes, and the cut points in place: every request has one.
struct PathSegments {
    private let path: Bytes
    private var starts = InlineArray<25, Int>(repeating: 0)
    private(set) var count = 0

    /// Nil unless the path begins with a slash, its escapes are whole, and no segment is `.` or `..` in any
    /// spelling: what one reader of a path resolves and another does not is a way round a rule.
    init?(_ text: String) {
        path = Bytes(text.utf8)
        guard path.first == UInt8(ascii: "/"), PathSegments.hasWholeEscapes(path) else { return nil }
        split()
        guard count <= Router.maximumSegmentCount else { return }
        for index in 0..<count where PathSegments.isDots(self[index]) { return nil }
    }

    subscript(index: Int) -> ArraySlice<UInt8> {
        let rest = path[starts[index]...]
        return rest[..<(rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex)]
    }

    /// Reads the segments that stand at the pattern's names; nil where one does not decode to text.
    func parameters(of route: Route) -> PathParameters? {
        var values: [(name: String, value: String)] = []
        values.reserveCapacity(route.names.count)
        for (index, name) in route.names {
            guard let value = PercentEncoding.decode(self[index]) else { return nil }
            values.append((name, value))
        }
        return PathParameters(values)
    }

    /// Where a pattern has its names.
    static func names(of pattern: String) -> [(index: Int, name: String)] {
        Bytes(pattern.utf8.dropFirst()).split(separator: UInt8(ascii: "/")).enumerated().compactMap { index, part in
            parameterName(part).map { (index, $0) }
        }
    }

    /// The name in `{name}`.
    static func parameterName(_ segment: ArraySlice<UInt8>) -> String? {
        guard segment.first == UInt8(ascii: "{"), segment.last == UInt8(ascii: "}") else { return nil }
        return String(decoding: segment.dropFirst().dropLast(), as: UTF8.self)
    }

    /// One more than the maximum is counted, which tells that there are too many.
    private mutating func split() {
        for offset in path.indices where path[offset] == UInt8(ascii: "/") {
            guard count <= Router.maximumSegmentCount else { return }
            starts[count] = offset + 1
            count += 1
        }
        // The root has no segment.
        if path.count == 1 { count = 0 }
    }

    private static func hasWholeEscapes(_ path: Bytes) -> Bool {
        for index in path.indices where path[index] == UInt8(ascii: "%") {
            guard index + 2 < path.count, isHexDigit(path[index + 1]), isHexDigit(path[index + 2]) else { return false }
        }
        return true
    }

    private static func isDots(_ segment: ArraySlice<UInt8>) -> Bool {
        // Nothing else can begin one: few segments need to be decoded for this.
        guard segment.count <= 6, segment.first == UInt8(ascii: ".") || segment.first == UInt8(ascii: "%") else {
            return false
        }
        guard let text = PercentEncoding.decode(segment) else { return false }
        return text == "." || text == ".."
    }
}

func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 0x20)
}
