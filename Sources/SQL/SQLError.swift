/// Why a statement or a transaction failed. Details name tables and columns, never values; they are for the log.
package enum SQLError: Error, Equatable, CustomStringConvertible {
    /// The schema refused the change.
    case constraint(Constraint, detail: String)
    /// Another process held the database for longer than the busy timeout.
    case busy
    /// A statement that changes something, in `read`.
    case readOnly
    /// No room on the disk.
    case full
    case corrupt(String)
    /// More callers wait than the queue holds.
    case overloaded
    case closed
    /// A column, counted from 0, holds something other than what was asked for.
    case column(Int, of: String)
    /// Anything else: the engine's extended result code and its message.
    case failed(code: Int, detail: String)

    package enum Constraint: String, Sendable { case unique, foreignKey, check, notNull, type, other }

    package var description: String {
        switch self {
        case .constraint(let kind, let detail): "constraint \(kind.rawValue): \(detail)"
        case .busy: "the database is locked by another process"
        case .readOnly: "a statement that writes, in a read"
        case .full: "no room for the database on its disk"
        case .corrupt(let detail): "the database is damaged: \(detail)"
        case .overloaded: "too many callers wait for the database"
        case .closed: "the database is closed"
        case .column(let index, let statement): "column \(index) is not what was expected, in: \(statement)"
        case .failed(let code, let detail): "database error \(code): \(detail)"
        }
    }
}
