import Base
import Directory
import HTTP
import OpenID

/// `GET` and `POST` of the end-session endpoint (OpenID Connect RP-Initiated Logout §2, b2c-reference §6.7): verifies
/// who asks and where the browser may go afterwards. Ending the session is the interaction's.
struct LogoutEndpoint: Endpoint {
    let clients: any Clients
    let interaction: any Interaction

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        let parameters = try http.protocolParameters()
        let rules = LogoutRules(parameters: parameters, issuer: issuer)
        try rules.checkParameters()
        let hint = try rules.hint()
        let client = try await client(rules.clientID(hint), issuer)
        let request = LogoutRequest(
            client: client?.id.text, subject: hint?.subject, sessionID: hint?.sessionID,
            destination: try rules.destination(client, hint), parameters: parameters)
        return try await interaction.endSession(request, issuer: issuer, http: http)
    }

    private func client(_ id: String?, _ issuer: Issuer) async throws -> Client? {
        guard let id else { return nil }
        return try await clients.client(id, of: issuer)
    }
}
