import Base
import HTTP
import OpenID

/// The body of a token response, in the dialect of its issuer.
struct TokenBody {
    let issuer: Issuer
    let now: Timestamp
    /// Whether the access token is for whoever holds a key (RFC 9449 §5).
    var isBound = false
    var accessToken: String?
    var idToken: String?
    var refresh: Refresh?
    var scope = Scope([])
    var resource: String?

    struct Refresh {
        let text: String
        /// In seconds.
        let lifetime: Int64
    }

    /// For the event.
    var kind: String {
        [
            accessToken.map { _ in "access_token" }, idToken.map { _ in "id_token" },
            refresh.map { _ in "refresh_token" },
        ]
        .compactMap { $0 }.joined(separator: " ")
    }

    func response(for authorization: TokenAuthorization) -> Response {
        let body =
            switch issuer.dialect {
            case .standard: standard
            case .b2c(let dialect): b2c(dialect, authorization)
            }
        var response = Response.json(.object(body))
        response.forbidStoring()
        return response
    }

    private var type: String { isBound ? "DPoP" : "Bearer" }

    private var standard: JSON.Object {
        var body = JSON.Object()
        body["access_token"] = accessToken.map(JSON.string)
        body["token_type"] = .string(type)
        body["expires_in"] = accessToken.map { _ in .integer(issuer.lifetimes.accessToken) }
        body["id_token"] = idToken.map(JSON.string)
        body["refresh_token"] = refresh.map { .string($0.text) }
        body["scope"] = .string(scope.description)
        return body
    }

    private func b2c(_ dialect: B2CDialect, _ authorization: TokenAuthorization) -> JSON.Object {
        func number(_ value: Int64) -> JSON { dialect.writesNumbers ? .integer(value) : .string(String(value)) }
        let lifetimes = issuer.lifetimes
        let info = ClientInfo(issuer: issuer, dialect: dialect, authentication: authorization.authentication)
        var body = JSON.Object()
        body["access_token"] = accessToken.map(JSON.string)
        body["id_token"] = idToken.map(JSON.string)
        body["token_type"] = .string(type)
        body["not_before"] = number(now.seconds)
        if accessToken != nil {
            body["expires_in"] = number(lifetimes.accessToken)
            body["expires_on"] = number(now.seconds + lifetimes.accessToken)
            body["resource"] = resource.map(JSON.string)
        }
        if idToken != nil { body["id_token_expires_in"] = number(lifetimes.idToken) }
        guard authorization.ownAccess == nil else { return body }
        if authorization.wantsClientInfo { body["client_info"] = .string(info.clientInfo) }
        body["profile_info"] = .string(info.profileInfo)
        body["scope"] = .string(scope.description)
        body["refresh_token"] = refresh.map { .string($0.text) }
        body["refresh_token_expires_in"] = refresh.map { number($0.lifetime) }
        return body
    }
}
