import Directory
import HTTP
import OpenID

/// Where an answer to an authorization request may go. Until there is one, errors are shown on a page and never
/// redirected (RFC 6749 §4.1.2.1).
struct AuthorizationDestination {
    let redirect: RedirectURI
    let mode: ResponseMode
    let state: String?

    init(redirect: RedirectURI, mode: ResponseMode, state: String?) {
        self.redirect = redirect
        self.mode = mode
        self.state = state
    }

    init(_ parameters: Parameters, client: Client) throws(ProtocolError) {
        let uris = parameters.all("redirect_uri")
        guard uris.count <= 1, parameters.all("client_id").count <= 1 else {
            throw ProtocolError(.invalidRequest, "The client or the redirect URI comes more than once.", b2c: 90122)
        }
        guard !client.redirectURIs.isEmpty || client.allowsAnyLoopbackRedirect else {
            throw ProtocolError(.invalidRequest, "The application has no redirect URI.", b2c: 90007)
        }
        guard let uri = uris.first, !uri.isEmpty else {
            throw ProtocolError(.invalidRequest, "The parameter 'redirect_uri' is missing.", b2c: 90287)
        }
        guard let redirect = client.redirectURI(for: uri) else {
            throw ProtocolError(
                .invalidRequest, "The redirect URI is not registered for the application.", b2c: 90006,
                detail: "\(uri.prefix(500)) is not a redirect URI of client \(client.id)")
        }
        self.redirect = redirect
        // An error must arrive where the client listens, although the request itself may be wrong.
        let states = parameters.all("state")
        state = states.count == 1 ? states[0] : nil
        let type = parameters["response_type"].flatMap { ResponseType($0) } ?? .code
        let asked = parameters["response_mode"].flatMap { ResponseMode(rawValue: $0) }
        mode = asked.map { $0 == .query && type != .code ? type.defaultMode : $0 } ?? type.defaultMode
    }
}
