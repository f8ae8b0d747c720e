import Base

/// Milliseconds since 1970.
extension Timestamp: SQLConvertible {
    package init?(sqlValue: SQLValue) {
        guard let milliseconds = Int64(sqlValue: sqlValue) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Identifier: SQLConvertible {
    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue) else { return nil }
        self.init(text)
    }

    package var sqlValue: SQLValue { .text(text) }
}

/// As text, so that an operator can read it and the engine's JSON functions work.
extension JSON: SQLConvertible {
    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue), let json = try? JSON(parsing: text) else { return nil }
        self = json
    }

    package var sqlValue: SQLValue { .text(text) }
}
