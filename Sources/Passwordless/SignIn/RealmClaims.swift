import Base
import Cryptography
import Directory
import HTTP
import OpenID
import OpenIDProvider

/// What a realm's tokens say of a person.
struct RealmClaims: Sendable {
    let digestKey: Secret<Bytes>

    /// For the metadata.
    static let names = [
        "action_code", "action_state", "is_enrolled", "amr", "email", "email_verified", "phone_number",
        "phone_number_verified", "name", "preferred_username", "locale",
    ]

    /// By the scopes of OpenID Connect Core §5.4. Addresses are verified, or a realm has none.
    func claims(of user: User, scope: some Sequence<String>) -> JSON.Object {
        let scope = Set(scope)
        var claims = JSON.Object()
        if scope.contains("email"), let address = user.mailAddress {
            claims["email"] = .string(address)
            claims["email_verified"] = true
        }
        if scope.contains("phone"), let number = user.phoneNumber {
            claims["phone_number"] = .string(number)
            claims["phone_number_verified"] = true
        }
        guard scope.contains("profile") else { return claims }
        claims["name"] = user.attributes["displayName"]
        claims["locale"] = user.language.map { .string($0) }
        claims["preferred_username"] = user.signInName.map { .string($0) }
        return claims
    }

    /// The `sub` that the client knows the person by (OpenID Connect Core §8.1).
    func subject(of user: User, for client: Client) -> String {
        switch client.subjectType {
        case .public: return user.id.text
        case .pairwise:
            let sector = client.redirectURIs.lazy.compactMap { URL($0.uri)?.host }.first ?? client.id.text
            let text = JSON(["subject", user.tenant.text, sector, user.id.text]).text
            return Base64.encodeURL(HMAC.sha256(Bytes(utf8: text), key: digestKey.exposed))
        }
    }
}

extension User {
    /// What they type to sign in.
    var signInName: String? { identities.first { !$0.isFederated }?.issuerAssignedID }
}
