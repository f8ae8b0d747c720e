/// A statement with its values. Interpolation *binds*: `"… WHERE id = \(id)"` never puts a value into the text, so
/// the safe way is the short way. Another `SQL` interpolates as text and values.
package struct SQL: ExpressibleByStringInterpolation, Sendable, Equatable {
    /// What the engine compiles, with a `?` for each value.
    package private(set) var text: String
    package private(set) var values: [SQLValue]

    package init(stringLiteral text: StaticString) {
        self.text = text.description
        values = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text: String
        fileprivate var values: [SQLValue]

        package init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount)
            values = []
            values.reserveCapacity(interpolationCount)
        }

        // A `StaticString`, so that text made at run time cannot become SQL.
        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            values.append(value.sqlValue)
        }

        /// Nil binds NULL. On its own, because the compiler warns where an optional meets a generic parameter.
        package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            text += "?"
            values.append(value.sqlValue)
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            text += fragment.text
            values += fragment.values
        }
    }
}
