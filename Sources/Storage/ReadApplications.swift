import Base
import Directory
import Synchronization

/// The columns of an application, as they are stored.
struct ApplicationRow: Equatable {
    let name: String
    let isEnabled: Bool
    let hashes: String
    let settings: String
}

/// Applications with the row that each was read from. A sign-in looks its application up several times; while the row
/// says the same, its JSON is not read again. The row itself always is, so there is nothing to invalidate.
final class ReadApplications: Sendable {
    private static let capacity = 1024

    private struct Key: Hashable {
        let tenant: Tenant.ID
        let id: Application.ID
    }

    private let known = Mutex<[Key: (row: ApplicationRow, application: Application)]>([:])

    func application(_ id: Application.ID, of tenant: Tenant.ID, _ row: ApplicationRow) throws -> Application {
        let key = Key(tenant: tenant, id: id)
        if let found = known.withLock({ $0[key] }), found.row == row { return found.application }
        var application = Application(id: id, tenant: tenant, name: row.name)
        application.isEnabled = row.isEnabled
        application.secretHashes = try ApplicationSettings.hashes(try Self.json(row.hashes, "secret_hashes"))
        try ApplicationSettings.apply(try Self.json(row.settings, "settings"), to: &application)
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[key] = (row, application)
        }
        return application
    }

    private static func json(_ text: String, _ column: String) throws(DamagedRow) -> JSON {
        guard let json = try? JSON(parsing: text) else { throw DamagedRow("applications", column) }
        return json
    }
}
