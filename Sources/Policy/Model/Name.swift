/// An identifier in a policy: of a claim type, a technical profile, a step's exchange.
///
/// Policies refer to the same thing in different case (`surName`, `surname`), so names compare without
/// regard to ASCII case and keep the spelling that they were written with.
package struct Name: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let text: String
    package let folded: String

    package init(_ text: String) {
        self.text = text
        folded = text.lowercased()
    }

    package init(stringLiteral value: String) { self.init(value) }

    package var description: String { text }

    package static func == (left: Name, right: Name) -> Bool { left.folded == right.folded }
    package static func < (left: Name, right: Name) -> Bool { left.folded < right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
