import Base

/// A JSON value that knows where in its file it stands, so that what is wrong with it can be said with line and column.
package struct SourceJSON: Sendable {
    package enum Value: Sendable {
        case null
        case bool(Bool)
        case number(JSON)
        case string(String)
        case array([SourceJSON])
        case object([Member])
    }

    package struct Member: Sendable {
        package let name: String
        /// Of the name.
        package let place: SourcePlace
        package let value: SourceJSON
    }

    package let value: Value
    package let place: SourcePlace

    /// The value alone.
    package var json: JSON {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): value
        case .string(let text): .string(text)
        case .array(let items): .array(items.map(\.json))
        case .object(let members): .object(JSON.Object(members.map { ($0.name, $0.value.json) }))
        }
    }

    package var members: [Member]? {
        guard case .object(let members) = value else { return nil }
        return members
    }

    package var items: [SourceJSON]? {
        guard case .array(let items) = value else { return nil }
        return items
    }

    /// What it is, for a message: "a text", "an object".
    package var kind: String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// A place in a file that an author has written; line and column begin at 1.
package struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// Something that is wrong with a file of the author's.
package struct SourceProblem: Error, Sendable, Equatable, CustomStringConvertible {
    package let place: SourcePlace
    package let message: String

    package init(_ place: SourcePlace, _ message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}
