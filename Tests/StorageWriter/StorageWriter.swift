import Base
import Directory
import Glibc
import Storage

/// Writes to a store as fast as it can and acknowledges each write on its standard output, for a test that kills it:
/// `storage-writer DIRECTORY PREFIX`. `storage-writer DIRECTORY --measure` prints how fast that is.
@main
enum StorageWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { exit(64) }
        let store = try await Store.open(directory: arguments[1], sealing: PlainSealing())
        try await store.tenants.save(tenant)
        if arguments[2] == "--measure" {
            try await Measurement(store: store).run()
        } else {
            try await write(to: store, prefix: arguments[2])
        }
    }

    static let tenant = Tenant(id: Tenant.ID("t"), name: "contoso.onmicrosoft.com", displayName: "")

    /// Eight writers, so that the kill hits groups and not only single commits.
    private static func write(to store: Store, prefix: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    var number = 0
                    while true {
                        try await step(store, "\(prefix)-\(writer)-\(number)")
                        number += 1
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func step(_ store: Store, _ name: String) async throws {
        let now = Timestamp(seconds: 1_795_251_600)
        let identity = Identity(signInType: "emailAddress", issuer: tenant.name, issuerAssignedID: name)
        _ = try await store.users.create(
            User(id: User.ID(name), tenant: tenant.id, identities: [identity], createdAt: now))
        acknowledge("user", name)
        let grant = Grant(
            id: Grant.ID(name), issuer: "t", policy: "p", client: "c", user: name, scope: [], authenticatedAt: now,
            createdAt: now, expiresAt: nil, content: nil)
        let code = AuthorizationCode(
            hash: name, grant: grant.id, redirectURI: "", nonce: nil, challenge: nil, challengeMethod: nil,
            expiresAt: now)
        try await store.grants.save(grant, code: code)
        acknowledge("grant", name)
        _ = try await store.grants.redeem(code: name, at: now)
        acknowledge("redeemed", name)
        let journey = StoredJourney(
            id: name, tenant: tenant.id, version: 1, expiresAt: now.adding(seconds: 60), content: Bytes(utf8: name))
        _ = try await store.journeys.save(journey)
        acknowledge("journey", name)
    }

    private static func acknowledge(_ what: String, _ name: String) {
        let line = Bytes(utf8: "\(what) \(name)\n")
        // One write of less than PIPE_BUF is whole or not there.
        guard Glibc.write(1, line, line.count) == line.count else { exit(74) }
    }
}

/// The writer's secrets are not secret.
struct PlainSealing: Sealing {
    func seal(_ plain: Bytes, for purpose: String) -> Bytes { plain }
    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes { sealed }
}
