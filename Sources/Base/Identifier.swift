/// The identifier of a `Thing`: opaque text that cannot be mistaken for the identifier of something else.
package struct Identifier<Thing>: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
}
