/// The values of a `scope` parameter (RFC 6749 §3.3), each once, in order.
package struct Scope: Hashable, Sendable, CustomStringConvertible {
    package let values: [String]

    package init(_ values: [String]) {
        var seen: Set<String> = []
        self.values = values.filter { seen.insert($0).inserted }
    }

    /// Nil where a value holds a character that RFC 6749 does not allow. Several spaces count as one.
    package init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.allSatisfy({ $0.utf8.allSatisfy(Scope.isAllowed) }) else { return nil }
        self.init(parts)
    }

    package var isEmpty: Bool { values.isEmpty }
    package var description: String { values.joined(separator: " ") }

    package func contains(_ value: String) -> Bool { values.contains(value) }
    package func isSubset(of other: Scope) -> Bool { values.allSatisfy(other.contains) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte == 0x21 || (0x23...0x5b).contains(byte) || (0x5d...0x7e).contains(byte)
    }
}
