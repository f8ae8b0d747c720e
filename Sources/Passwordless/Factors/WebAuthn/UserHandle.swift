import Base
import Directory

/// The name by which authenticators know a person (WebAuthn §5.4.3, §14.6.1): random, the same for all of their
/// credentials, and never the user id, which stands in tokens.
struct UserHandle: Sendable {
    let users: any Users
    let random: Random

    private static let attribute = User.ownAttribute("webauthn")

    /// Made when it is first asked for.
    func handle(of user: User) async throws -> Bytes {
        if let handle = Self.known(user) { return handle }
        let fresh = random.token(32)
        let update = try await users.update(user.id, of: user.tenant) { user in
            if Self.known(user) == nil { user.attributes[Self.attribute] = .string(fresh) }
        }
        switch update {
        case .updated(let user): return Self.known(user) ?? []
        case .notFound, .alreadyExists: throw FactorRefusal(.notPermitted, "the account is gone")
        }
    }

    static func known(_ user: User) -> Bytes? {
        user.attributes[attribute]?.string.flatMap { Base64.decodeURL($0) }
    }
}
