import Base
import Directory
import OpenID

/// Which of the scopes that a client asks for it gets, and which access token they make (b2c-reference §6.6).
struct ScopeRules: Sendable {
    let clients: any Clients

    /// The scopes that stand for no resource.
    static let own: Set<String> = ["openid", "profile", "email", "address", "phone", "offline_access"]

    func granted(_ scope: Scope, to client: Client, of issuer: Issuer) async throws -> GrantedScope {
        switch issuer.dialect {
        case .standard: try await standard(scope, client, issuer)
        case .b2c: try await b2c(scope, client, issuer)
        }
    }

    /// Unknown values are ignored (OpenID Connect Core §3.1.2.1), and there always is an access token (RFC 6749 §5.1):
    /// for an API, or for userinfo.
    private func standard(_ scope: Scope, _ client: Client, _ issuer: Issuer) async throws -> GrantedScope {
        var known = scope.values.filter(Self.own.contains)
        var audience: String?
        for value in scope.values where !Self.own.contains(value) {
            guard let api = try await resource(value, client, issuer) else { continue }
            try requireOne(&audience, api.id.text)
            known.append(value)
        }
        let access = GrantedAccess(audience: audience ?? issuer.identifier, permissions: known, scope: known)
        return GrantedScope(scope: Scope(known), access: access)
    }

    /// Without an API's scope, or the client's own id as one, B2C issues no access token.
    private func b2c(_ scope: Scope, _ client: Client, _ issuer: Issuer) async throws -> GrantedScope {
        var audience: String?
        var permissions: [String] = []
        let asked = scope.values.filter { !Self.own.contains($0) }
        for value in asked {
            if value == client.id.text {
                try requireOne(&audience, value)
                continue
            }
            guard let api = try await resource(value, client, issuer) else {
                throw ProtocolError(
                    .invalidScope, "The scope '\(value)' is not supported.", b2c: 90117)
            }
            try requireOne(&audience, api.id.text)
            permissions.append(String(value.split(separator: "/").last ?? Substring(value)))
        }
        let access = audience.map { GrantedAccess(audience: $0, permissions: permissions, scope: asked) }
        return GrantedScope(scope: scope, access: access)
    }

    /// What a client may have for itself: `https://contoso.onmicrosoft.com/api/.default`, all the roles that the API
    /// has granted to it (b2c-reference §6.5).
    func granted(ownScope scope: Scope, to client: Client, of issuer: Issuer) async throws -> GrantedAccess {
        let suffix = "/.default"
        guard scope.values.count == 1, let value = scope.values.first, value.hasSuffix(suffix) else {
            throw ProtocolError(
                .invalidScope, "The scope must be the identifier of one resource, followed by '/.default'.", b2c: 90117)
        }
        let identifier = String(value.dropLast(suffix.count))
        guard let api = try await clients.resource(identifiedBy: identifier, of: issuer), api.isEnabled else {
            throw ProtocolError(.invalidScope, "The scope '\(value)' is not supported.", b2c: 90117)
        }
        let roles = api.appRoles.filter { client.grantedAppRoles.contains("\(api.id.text)/\($0)") }
        return GrantedAccess(audience: api.id.text, permissions: roles, scope: [value])
    }

    private func resource(_ scope: String, _ client: Client, _ issuer: Issuer) async throws -> Client? {
        guard let api = try await clients.resource(offering: scope, of: issuer), api.isEnabled else { return nil }
        guard client.permittedScopes?.contains(scope) ?? true else {
            throw ProtocolError(
                .unauthorizedClient, "The application may not ask for the scope '\(scope)'.", b2c: 90205)
        }
        return api
    }

    private func requireOne(_ audience: inout String?, _ next: String) throws(ProtocolError) {
        guard audience == nil || audience == next else {
            throw ProtocolError(.invalidScope, "The scopes belong to more than one resource.", b2c: 90146)
        }
        audience = next
    }
}

/// What a client gets of what it asked for.
struct GrantedScope: Sendable, Equatable {
    let scope: Scope
    /// Nil: no access token.
    let access: GrantedAccess?

    var includesIDToken: Bool { scope.contains("openid") }
    var includesRefreshToken: Bool { scope.contains("offline_access") }

    /// Throws where `type` would answer with nothing, or with less than it names.
    func require(for type: ResponseType) throws(ProtocolError) {
        if type.contains(.token), access == nil {
            throw ProtocolError(.invalidScope, "An access token needs the scope of a resource.", b2c: 90055)
        }
        if access == nil, !includesIDToken {
            throw ProtocolError(
                .invalidScope, "The scope holds neither 'openid' nor a scope of a resource.", b2c: 90115)
        }
    }
}

/// The access token of a grant.
package struct GrantedAccess: Sendable, Equatable {
    package let audience: String
    /// The `scp` of the token.
    package let permissions: [String]
    /// The same, as the client asked for them.
    package let scope: [String]
}
