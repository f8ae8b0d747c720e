/// A value that must not reach a log, an error text or a URL. Printing shows nothing of it.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomReflectable {
    /// The value itself. Every use of this name is a place to look at in a review.
    package let exposed: Value

    package init(_ value: Value) { exposed = value }

    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Equatable where Value: Equatable {}

extension Secret: Hashable where Value: Hashable {}
