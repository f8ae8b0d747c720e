import Directory
import Base
import HTTP
import OpenID

/// An answer on its way to a client, in one of the three response modes. `iss` is in each (RFC 9207 §2), so that a
/// client of several providers cannot be made to send one's code to another.
struct AuthorizationAnswer {
    private let destination: AuthorizationDestination
    private(set) var parameters = Parameters()

    init(to destination: AuthorizationDestination, from issuer: Issuer) {
        self.destination = destination
        add("state", destination.state)
        add("iss", issuer.identifier)
    }

    mutating func add(_ name: String, _ value: String?) {
        if let value { parameters.add(name, value) }
    }

    /// Never 307, which would send a person's typed credentials along (RFC 9700 §4.12).
    func response(to http: Request, pages: ProviderPages) -> Response {
        var response: Response
        let uri = destination.redirect.uri
        switch destination.mode {
        case .query:
            let separator = uri.contains("?") ? "&" : "?"
            response = redirect(to: uri + separator + parameters.urlEncoded, after: http)
        case .fragment:
            response = redirect(to: uri + "#" + parameters.urlEncoded, after: http)
        case .formPost:
            response = pages.formPost(uri, parameters.items, http)
        }
        response.forbidStoring()
        return response
    }

    private func redirect(to location: String, after http: Request) -> Response {
        .redirect(to: location, status: http.method == .post ? 303 : 302)
    }
}
