import Base
import HTTP
import Journey
import Policy

/// `/{tenant}/oauth2/authresp` and `/{tenant}/{policy}/oauth2/authresp`: another provider sends the person back.
struct CallbackEndpoint: Sendable {
    let host: JourneyHost

    private static let single: Set<String> = [
        "state", "code", "id_token", "error", "oauth_token", "oauth_verifier",
    ]

    func respond(to http: Request, _ tenant: String, policy: String?) async throws -> Response {
        let parameters = http.method == .post ? try http.form() : http.query
        guard parameters.duplicates.isDisjoint(with: CallbackEndpoint.single),
            let id = parameters["state"].flatMap({ FederationState.transactionID($0) })
        else { throw JourneyHost.Lost(code: "AADB2C90046", text: .stateLost) }
        var run = try await host.open(http, tenant: tenant, policy: policy, transaction: id)
        run.isAnswer = true
        switch try await host.runner.providers.finish(parameters, &run, host.runner.profiles) {
        case .success(let (profile, claims)):
            return try await host.answer(try await host.runner.complete(profile, claims: claims, &run), run)
        case .failure(let error): return try await host.end(run, refusing: error)
        }
    }
}

/// The `state` that goes to another provider: which transaction comes back, and proof that it is this redirect's.
enum FederationState {
    static func make(_ transactionID: String, random: Random) -> String { "\(transactionID).\(random.token(16))" }

    static func transactionID(_ state: String) -> String? {
        let parts = state.split(separator: ".")
        guard parts.count == 2, parts[0].utf8.count <= 64 else { return nil }
        return String(parts[0])
    }
}
