import Base
import Directory
import Synchronization

package final class MemoryGrants: Grants {
    private struct State {
        var grants: [Grant.ID: Grant] = [:]
        var codes: [String: AuthorizationCode] = [:]
        var tokens: [String: RefreshToken] = [:]
        var used: Set<String> = []

        /// Marks `thing` used, whose hash it is under.
        mutating func redeem<Thing>(_ thing: Thing?, _ hash: String, of grant: Grant.ID?) -> Redemption<Thing> {
            guard let thing, let grant = grant.flatMap({ grants[$0] }) else { return .unknown }
            return used.insert(hash).inserted ? .fresh(thing, grant) : .replayed(grant.id)
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func save(_ grant: Grant, code: AuthorizationCode?) async throws {
        state.withLock { state in
            state.grants[grant.id] = grant
            if let code { state.codes[code.hash] = code }
        }
    }

    package func redeem(code hash: String, at now: Timestamp) async throws -> Redemption<AuthorizationCode> {
        state.withLock { $0.redeem($0.codes[hash], "code \(hash)", of: $0.codes[hash]?.grant) }
    }

    package func save(_ token: RefreshToken) async throws {
        try state.withLock { state in
            guard state.grants[token.grant] != nil else { throw GrantRevoked(grant: token.grant) }
            state.tokens[token.hash] = token
        }
    }

    package func redeem(
        refreshToken hash: String, for next: RefreshToken, at now: Timestamp
    ) async throws -> Redemption<RefreshToken> {
        state.withLock { state in
            let redemption = state.redeem(state.tokens[hash], "token \(hash)", of: state.tokens[hash]?.grant)
            if case .fresh = redemption { state.tokens[next.hash] = next }
            return redemption
        }
    }

    package func unused(refreshToken hash: String) async throws -> (RefreshToken, Grant)? {
        state.withLock { state in
            guard let token = state.tokens[hash], let grant = state.grants[token.grant],
                !state.used.contains("token \(hash)")
            else { return nil }
            return (token, grant)
        }
    }

    package func grant(_ id: Grant.ID) async throws -> Grant? { state.withLock { $0.grants[id] } }

    package func revoke(_ id: Grant.ID) async throws { state.withLock { $0.grants[id] = nil } }

    package func grant(ofRefreshToken hash: String) async throws -> Grant? {
        state.withLock { state in state.tokens[hash].flatMap { state.grants[$0.grant] } }
    }
}
