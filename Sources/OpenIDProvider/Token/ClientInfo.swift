import Base

/// The two parameters by which Microsoft's libraries name an account (b2c-reference §6.5).
struct ClientInfo {
    let issuer: Issuer
    let dialect: B2CDialect
    let authentication: Authentication

    /// `client_info`: MSAL makes its account ids of it.
    var clientInfo: String {
        let user = authentication.user ?? authentication.subject
        return encode(["uid": .string("\(user)-\(issuer.policy)"), "utid": .string(dialect.tenantID)])
    }

    var profileInfo: String {
        encode([
            "ver": "1.0", "tid": .string(dialect.tenantID), "sub": .null,
            "name": authentication.name.map(JSON.string) ?? .null,
            "preferred_username": authentication.preferredUsername.map(JSON.string) ?? .null,
            "idp": authentication.identityProvider.map(JSON.string) ?? .null,
        ])
    }

    private func encode(_ json: JSON) -> String { Base64.encodeURL(json.bytes) }
}
