import Base
import Directory
import HTTP
import OpenID

/// `GET` and `POST` of the authorization endpoint (RFC 6749 §3.1).
///
/// The order of work is the body. Until client and redirect URI are verified an error is thrown, and becomes a page;
/// from then on it is sent to the client.
struct AuthorizeEndpoint: Endpoint {
    let clients: any Clients
    let interaction: any Interaction
    let responder: AuthorizeResponder
    let requests: PushedRequests
    let emit: Emit

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        let sent = try http.protocolParameters()
        let client = try await client(sent, issuer)
        let pushed = try await pushed(sent, client, issuer)
        let parameters = pushed ?? sent
        let destination = try AuthorizationDestination(parameters, client: client)
        do {
            guard pushed != nil || !(issuer.requirements.pushedRequests || client.requiresPushedRequests) else {
                throw ProtocolError(.invalidRequest, "The request must be pushed first (RFC 9126).")
            }
            let request = try AuthorizationRequest(parameters, client: client, issuer: issuer)
            try await ScopeRules(clients: clients).granted(request.scope, to: client, of: issuer)
                .require(for: request.responseType)
            emit(
                ProviderEvent.requestAccepted(
                    client: client.id.text, policy: issuer.policy, correlation: http.correlationID))
            return try await interaction.begin(request, client: client, issuer: issuer, http: http)
        } catch {
            return responder.refuse(error, destination: destination, issuer: issuer, http: http)
        }
    }

    /// What the client has pushed before. Nothing that came along with it counts: a browser may have changed it.
    private func pushed(_ sent: Parameters, _ client: Client, _ issuer: Issuer) async throws -> Parameters? {
        let uris = sent.all("request_uri")
        guard uris.count == 1, uris[0].hasPrefix(PushedRequests.prefix), issuer.endpoints.pushedRequests != nil else {
            return nil
        }
        guard let parameters = try await requests.take(uris[0], of: client.id.text, at: issuer) else {
            throw ProtocolError(.invalidRequest, "The pushed request is not known, has expired, or was used.")
        }
        return parameters
    }

    private func client(_ parameters: Parameters, _ issuer: Issuer) async throws -> Client {
        let ids = parameters.all("client_id")
        guard let id = ids.first, !id.isEmpty else {
            throw ProtocolError(.invalidRequest, "The parameter 'client_id' is missing.", b2c: 90008)
        }
        guard ids.count == 1 else {
            throw ProtocolError(.invalidRequest, "The parameter 'client_id' comes more than once.", b2c: 90122)
        }
        guard id.utf8.count <= 512, let client = try await clients.client(id, of: issuer) else {
            throw ProtocolError(
                .unauthorizedClient, "The application is not registered here.", b2c: 90018,
                detail: "client \(id.prefix(512))")
        }
        guard client.isEnabled else {
            throw ProtocolError(
                .unauthorizedClient, "The application is disabled.", b2c: 90092, detail: "client \(id)")
        }
        return client
    }
}

extension Request {
    /// The parameters of an endpoint that answers GET and POST alike (OpenID Connect Core §3.1.2.1): from one place,
    /// never from both.
    func protocolParameters() throws -> Parameters {
        switch method {
        case .post: try form()
        case .get, .head, .put, .patch, .delete, .options: query
        }
    }
}
