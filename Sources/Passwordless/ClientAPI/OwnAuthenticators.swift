import Base
import Directory
import HTTP

/// `/v1/client/user-authenticators`: what the person of a token has enrolled. Addresses are masked until something is
/// proven, or the token may read them.
struct OwnAuthenticators: Sendable {
    let parts: RealmAPI.Parts
    let caller: ClientCaller

    func routes(_ route: ClientRoutes) -> [Route] {
        route(.get, "/v1/client/user-authenticators", list)
            + route(.delete, "/v1/client/user-authenticators/{authenticator}", delete)
    }

    private func list(_ call: APICall) async throws -> Response {
        let challenge = try await caller.required(call).challenge
        guard let id = challenge.user else { return .json([]) }
        let user = try await parts.users.user(id, of: call.realm.tenant)
        let own = try await parts.authenticators.authenticators(of: id, in: call.realm.tenant)
        let isMasked = challenge.proofs.isEmpty && !challenge.scope.contains("read:authenticators")
        return .json(
            .array(
                own.filter { $0.verifiedAt != nil }.map {
                    $0.shape(isDefault: $0.method == user?.defaultMethod?.rawValue, masked: isMasked)
                }))
    }

    private func delete(_ call: APICall) async throws -> Response {
        let open = try await caller.required(call)
        let id = Authenticator.ID(call["authenticator"])
        guard try await parts.enrolling.remove(id, open.challenge, in: call.realm, try call.client()) else {
            throw APIError.notFound("authenticator")
        }
        return .json(["success": true])
    }
}
