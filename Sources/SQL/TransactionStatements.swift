/// The statements around every piece of work, each compiled once for a connection.
struct TransactionStatements {
    enum Bound: Int, CaseIterable {
        case begin, beginImmediate, commit, rollBack, savepoint, release

        fileprivate var text: String {
            switch self {
            case .begin: "BEGIN"
            case .beginImmediate: "BEGIN IMMEDIATE"
            case .commit: "COMMIT"
            case .rollBack: "ROLLBACK"
            case .savepoint: "SAVEPOINT work"
            case .release: "RELEASE work"
            }
        }
    }

    private var statements = [Statement?](repeating: nil, count: Bound.allCases.count)

    mutating func statement(_ bound: Bound, on connection: OpaquePointer) throws -> Statement {
        if let statement = statements[bound.rawValue] { return statement }
        let statement = try Statement(bound.text, on: connection)
        statements[bound.rawValue] = statement
        return statement
    }
}
