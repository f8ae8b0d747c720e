import Base
import Directory
import Synchronization

package final class MemoryUsers: Users {
    private let users = Mutex<[User]>([])

    package init() {}

    package func user(_ id: User.ID, of tenant: Tenant.ID) async throws -> User? {
        users.withLock { users in users.first { $0.id == id && $0.tenant == tenant } }
    }

    package func user(signInType: String?, issuer: String?, id: String, of tenant: Tenant.ID) async throws -> User? {
        if signInType == "federated", issuer == nil { return nil }
        return users.withLock { users in
            let found = users.filter { $0.tenant == tenant }.flatMap { user in
                user.identities.map { (user: user, identity: $0) }
            }.filter { _, identity in
                (signInType.map { $0 == identity.signInType } ?? !identity.isFederated)
                    && (issuer.map { $0 == identity.issuer } ?? true)
                    && identity.key == (identity.isFederated ? id : id.lowercased())
            }
            return found.min {
                ($0.identity.signInType, $0.identity.issuer) < ($1.identity.signInType, $1.identity.issuer)
            }?.user
        }
    }

    package func users(attribute name: String, equals value: String, of tenant: Tenant.ID) async throws -> [User] {
        let found = users.withLock { $0 }.filter { user in
            user.tenant == tenant
                && user.attributes.members.contains {
                    let text = $0.value.string ?? $0.value.integer.map { String($0) }
                    return $0.name.lowercased() == name.lowercased() && !User.isOwnAttribute($0.name)
                        && text?.lowercased() == value.lowercased()
                }
        }
        return Array(found.sorted { $0.id.text < $1.id.text }.prefix(2))
    }

    package func create(_ user: User) async throws -> UserCreation {
        users.withLock { users in
            guard !users.contains(where: { $0.id == user.id && $0.tenant == user.tenant || $0.clashes(with: user) }),
                Set(user.names).count == user.names.count
            else { return .alreadyExists }
            users.append(user)
            return .created
        }
    }

    package func update(
        _ id: User.ID, of tenant: Tenant.ID, _ body: @escaping @Sendable (inout User) -> Void
    ) async throws -> UserUpdate {
        users.withLock { users in
            guard let index = users.firstIndex(where: { $0.id == id && $0.tenant == tenant }) else { return .notFound }
            var user = users[index]
            body(&user)
            let isTaken = users.contains { $0.id != id && $0.clashes(with: user) }
            guard !isTaken, Set(user.names).count == user.names.count else { return .alreadyExists }
            users[index] = user
            return .updated(user)
        }
    }

    package func delete(_ id: User.ID, of tenant: Tenant.ID) async throws {
        users.withLock { $0.removeAll { $0.id == id && $0.tenant == tenant } }
    }
}

extension User {
    /// The identities as uniqueness sees them.
    fileprivate var names: [[String]] { identities.map { [$0.signInType, $0.issuer, $0.key] } }

    fileprivate func clashes(with other: User) -> Bool {
        tenant == other.tenant && !Set(names).isDisjoint(with: other.names)
    }
}
