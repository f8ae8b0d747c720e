import Base
import CSQLite

/// The row a statement stands on. It cannot leave the closure it is given to, because the next step overwrites it.
package struct Row: ~Copyable {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    /// The value of the column, counted from 0. Throws `SQLError.column` when it is of another kind.
    package subscript<Value: SQLConvertible>(_ column: Int) -> Value {
        get throws {
            guard let value = Value(sqlValue: value(Int32(column))) else {
                throw SQLError.column(column, of: String(cString: sqlite3_sql(statement)))
            }
            return value
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT: .text(String(decoding: bytes(sqlite3_column_text(statement, column), column), as: UTF8.self))
        case SQLITE_BLOB: .bytes(Bytes(bytes(sqlite3_column_blob(statement, column), column)))
        default: .null
        }
    }

    /// The memory belongs to the statement; it is copied before the next step.
    private func bytes(_ start: UnsafeRawPointer?, _ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}
