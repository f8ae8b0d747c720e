import Base
import SQL
import Testing

struct SQLLiteralTests {
    @Test func `a value is bound and never becomes text`() {
        let name = "x'; DROP TABLE people; --"

        let sql: SQL = "SELECT 1 FROM people WHERE name = \(name) AND age > \(7)"

        #expect(sql.text == "SELECT 1 FROM people WHERE name = ? AND age > ?")
        #expect(sql.values == [.text(name), .integer(7)])
    }

    @Test func `a fragment brings its text and its values, in order`() {
        let condition: SQL = "b = \(2)"

        let sql: SQL = "WHERE a = \(1) AND \(condition) AND c = \(3)"

        #expect(sql.text == "WHERE a = ? AND b = ? AND c = ?")
        #expect(sql.values == [.integer(1), .integer(2), .integer(3)])
    }

    @Test(
        arguments: [
            .null, .integer(.min), .integer(.max), .real(0.1), .text(""), .text("Ægir \u{1F600}"), .text("a\0b"),
            .bytes([]), .bytes([0, 255, 0]),
        ] as [SQLValue])
    func `every value comes back as it went in`(value: SQLValue) async throws {
        let database = try await Database.open(.memory)

        let back = try await database.read { db in
            try db.first("SELECT \(AnyValue(value))") { row in
                let back: AnyValue = try row[0]; return back.sqlValue
            }
        }

        #expect(back == value)
    }

    @Test func `a column of another kind is an error, not a guess`() async throws {
        let database = try await Database.open(.memory)

        await #expect(throws: SQLError.column(1, of: "SELECT 1, 'two'")) {
            try await database.read { db in
                try db.first("SELECT 1, 'two'") { row in
                    let number: Int = try row[1]; return number
                }
            }
        }
    }

    @Test func `Base's types are kept as they are`() async throws {
        let database = try await Database.open(.memory)
        let now = Timestamp(milliseconds: 1_795_251_600_123)
        let json: JSON = ["a": [1, true, nil, "b"]]

        let back = try await database.read { db in
            try db.first("SELECT \(now), \(json), \(Identifier<Int>("id")), \(nil as Timestamp?)") { row in
                (try row[0] as Timestamp, try row[1] as JSON, try row[2] as Identifier<Int>, try row[3] as Timestamp?)
            }
        }

        let values = try #require(back)
        #expect(values.0 == now && values.1 == json && values.2 == Identifier("id") && values.3 == nil)
    }
}

/// Any value, as it is.
private struct AnyValue: SQLConvertible {
    let sqlValue: SQLValue

    init(_ value: SQLValue) { sqlValue = value }
    init?(sqlValue: SQLValue) { self.sqlValue = sqlValue }
}
