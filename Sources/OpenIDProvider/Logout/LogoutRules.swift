import Base
import Directory
import HTTP
import OpenID

/// The rules of a logout request. By default B2C sends the browser to any `https` address, and so do we under its
/// dialect, since its applications rely on it; where the policy enforces the hint, and at realms, only to an address
/// that the client registered.
struct LogoutRules {
    let parameters: Parameters
    let issuer: Issuer

    func checkParameters() throws(ProtocolError) {
        let own: Set<String> = ["post_logout_redirect_uri", "id_token_hint", "client_id", "state", "p"]
        guard parameters.duplicates.isDisjoint(with: own) else {
            throw ProtocolError(.invalidRequest, "A parameter comes more than once.", b2c: 90122)
        }
        guard parameters.items.allSatisfy({ $0.value.utf8.count <= AuthorizationCheck.maximumValueLength }) else {
            throw ProtocolError(.invalidRequest, "The request is too long.", b2c: 90122)
        }
    }

    /// Expired is fine (RP-Initiated Logout §2): a session may outlive its token. A hint that is not ours is refused
    /// where something depends on it and else ignored.
    func hint() throws(ProtocolError) -> IDTokenHint? {
        guard let text = parameters.text("id_token_hint") else {
            guard !issuer.enforcesIDTokenHintOnLogout else {
                throw ProtocolError(.invalidRequest, "The parameter 'id_token_hint' is missing.", b2c: 90272)
            }
            return nil
        }
        do {
            return try IDTokenHint(text, of: issuer)
        } catch {
            guard isLenient else { throw error }
            return nil
        }
    }

    /// The client of the hint; a `client_id` beside it must be the same.
    func clientID(_ hint: IDTokenHint?) throws(ProtocolError) -> String? {
        let named = parameters.text("client_id")
        guard let hint else { return named }
        guard named == nil || named == hint.client else {
            throw ProtocolError(.invalidRequest, "The ID token was issued to another client.", b2c: 90240)
        }
        return hint.client
    }

    func destination(_ client: Client?, _ hint: IDTokenHint?) throws(ProtocolError) -> String? {
        guard let uri = parameters.text("post_logout_redirect_uri") else { return nil }
        guard let url = URL(uri), url.fragment == nil else { throw Self.malformed }
        if isLenient {
            guard url.scheme == "https" || (url.scheme == "http" && url.isLoopback) else { throw Self.malformed }
        } else {
            guard client?.mayReturn(to: uri) ?? false else {
                throw ProtocolError(
                    .invalidRequest, "The address to go to after signing out is not registered.", b2c: 90006,
                    detail: "\(uri.prefix(500)) is no post-logout redirect URI of \(client?.id.text ?? "no client")")
            }
        }
        guard let state = parameters.text("state") else { return uri }
        return "\(uri)\(url.query == nil ? "?" : "&")state=\(PercentEncoding.encode(state))"
    }

    private var isLenient: Bool {
        switch issuer.dialect {
        case .standard: false
        case .b2c: !issuer.enforcesIDTokenHintOnLogout
        }
    }

    private static let malformed = ProtocolError(
        .invalidRequest, "The address to go to after signing out is not acceptable.", b2c: 90067)
}

extension Client {
    /// B2C has no list of its own for this: reply URLs serve.
    fileprivate func mayReturn(to uri: String) -> Bool {
        postLogoutRedirectURIs.contains(uri) || redirectURI(for: uri) != nil
    }
}
