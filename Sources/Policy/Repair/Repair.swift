/// A change of one element in a file that does away with a diagnostic (`cardea policy check --fix`).
///
/// It names the element by its place and says what must stand there now; where something else stands (a
/// `{Settings:…}` placeholder, an edit since), nothing is changed.
package struct Repair: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        case attribute(String, from: String, to: String)
        case addAttribute(String, value: String)
        case renameAttribute(String, to: String)
        case text(from: String, to: String)
        case renameElement(from: String, to: String)
        /// The whole element, before a sibling.
        case move(before: SourceLocation)
    }

    /// Where the element's start tag begins.
    package let element: SourceLocation
    package let change: Change

    package init(_ element: SourceLocation, _ change: Change) {
        self.element = element
        self.change = change
    }

    /// What is done, for people.
    package var title: String {
        switch change {
        case .attribute(let name, let old, let new): "\(name)=\"\(old)\" → \"\(new)\""
        case .addAttribute(let name, let value): "add \(name)=\"\(value)\""
        case .renameAttribute(let name, let new): "attribute \(name) → \(new)"
        case .text(let old, let new): "\"\(old)\" → \"\(new)\""
        case .renameElement(let old, let new): "<\(old)> → <\(new)>"
        case .move(let sibling): "move it before line \(sibling.line)"
        }
    }
}
