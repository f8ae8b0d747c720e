import Base
import Directory
import Synchronization

package final class MemorySessions: Sessions {
    private let sessions = Mutex<[Session.ID: Session]>([:])

    package init() {}

    package func session(_ id: Session.ID, of tenant: Tenant.ID, at now: Timestamp) async throws -> Session? {
        sessions.withLock { $0[id] }.flatMap { $0.tenant == tenant && now < $0.expiresAt ? $0 : nil }
    }

    package func save(_ session: Session) async throws {
        sessions.withLock { sessions in
            guard sessions[session.id].map({ $0.tenant == session.tenant }) ?? true else { return }
            sessions[session.id] = session
        }
    }

    package func update(_ session: Session, at now: Timestamp) async throws -> Bool {
        sessions.withLock { sessions in
            guard let kept = sessions[session.id], kept.tenant == session.tenant, now < kept.expiresAt else {
                return false
            }
            sessions[session.id] = session
            return true
        }
    }

    package func end(_ id: Session.ID) async throws { sessions.withLock { $0[id] = nil } }

    package func sessions(of user: User.ID, in tenant: Tenant.ID, at now: Timestamp) async throws -> [Session] {
        sessions.withLock { $0.values }
            .filter { $0.tenant == tenant && now < $0.expiresAt && $0.content["user"]?.string == user.text }
            .sorted { $0.usedAt > $1.usedAt }
    }
}
