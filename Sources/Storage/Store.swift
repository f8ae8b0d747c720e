import Directory
import Glibc
import SQL

/// Directory's protocols, kept in SQLite.
///
/// Two databases. `cardea.db` is durable to the power cut: whatever was answered is there. `journeys.db` holds only
/// journeys under way and counts of tries, which are written on every step of every sign-in; durable to the death of
/// the process, they cost no `fsync`. A power cut may send the people who are just signing in back to the start and
/// forget their last tries, and loses nothing else.
package struct Store: Sendable {
    package let tenants: SQLTenants
    package let applications: SQLApplications
    package let users: SQLUsers
    package let sessions: SQLSessions
    package let grants: SQLGrants
    package let keySets: SQLKeySets
    package let journeys: SQLStoredJourneys
    package let attempts: SQLAttempts
    package let usedIdentifiers: SQLUsedIdentifiers
    package let realms: SQLRealms
    package let authenticators: SQLAuthenticators
    package let actions: SQLTrackedActions
    package let devices: SQLDevices
    package let activities: SQLActivities
    package let outbox: SQLOutbox

    package let database: Database
    package let journeyDatabase: Database

    /// Opens the store in `directory`, making the folder (for its owner only) and the databases where they are
    /// missing and upgrading older ones. Throws `MigrationError` for a store that a newer version wrote.
    package static func open(directory: String, sealing: any Sealing) async throws -> Store {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw StoreError("cannot make \(directory): \(String(cString: strerror(errno)))")
        }
        var journeyOptions = Database.Options()
        journeyOptions.durability = .processCrash
        let database = try await Database.open(.file("\(directory)/cardea.db"))
        let journeyDatabase = try await Database.open(.file("\(directory)/journeys.db"), journeyOptions)
        return try await Store(database, journeyDatabase, sealing)
    }

    /// A store that is gone with its last reference: for tests, and for `cardea dev` without `--data`.
    package static func inMemory(sealing: any Sealing) async throws -> Store {
        try await Store(try await Database.open(.memory), try await Database.open(.memory), sealing)
    }

    private init(_ database: Database, _ journeyDatabase: Database, _ sealing: any Sealing) async throws {
        try await Migrator(Migrations.main).migrate(database)
        try await Migrator(Migrations.journeys).migrate(journeyDatabase)
        self.database = database
        self.journeyDatabase = journeyDatabase
        tenants = SQLTenants(database: database)
        applications = SQLApplications(database: database)
        users = SQLUsers(database: database)
        sessions = SQLSessions(database: database)
        grants = SQLGrants(database: database)
        keySets = SQLKeySets(database: database, sealing: sealing)
        journeys = SQLStoredJourneys(database: journeyDatabase, sealing: sealing)
        attempts = SQLAttempts(database: journeyDatabase)
        usedIdentifiers = SQLUsedIdentifiers(database: database)
        realms = SQLRealms(database: database)
        authenticators = SQLAuthenticators(database: database, sealing: sealing)
        actions = SQLTrackedActions(database: database)
        devices = SQLDevices(database: database)
        activities = SQLActivities(database: database)
        outbox = SQLOutbox(database: database, sealing: sealing)
    }

    /// Runs `body`, the work of one request: all that it writes waits for the disk once, before this returns or throws.
    package static func durably<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        try await Database.durably(body)
    }

    /// Waits, within `durably`, until what was written so far is durable.
    package static func keepWritten() async throws { try await Database.keepWritten() }

    /// Finishes what is under way and closes both databases.
    package func close() async {
        await journeyDatabase.close()
        await database.close()
    }
}

/// The store's folder cannot be used. For the operator.
package struct StoreError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
