import Base
import Directory

/// Things to keep, with every field set, so that one which is lost on the way is seen.
package enum Sample {
    package static let now = Timestamp(milliseconds: 1_795_251_600_123)
    package static let later = now.adding(seconds: 60)
    package static let tenant = Tenant(
        id: Tenant.ID("11111111-0000-4000-8000-000000000001"), name: "contoso.onmicrosoft.com", displayName: "Contoso")
    package static let otherTenant = Tenant(
        id: Tenant.ID("11111111-0000-4000-8000-000000000002"), name: "fabrikam.onmicrosoft.com",
        displayName: "Fabrikam")

    package static func user(_ id: String, _ identities: [Identity] = [], of tenant: Tenant = tenant) -> User {
        var user = User(id: User.ID(id), tenant: tenant.id, identities: identities, createdAt: now)
        user.isEnabled = false
        user.passwordHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
        user.forcesPasswordChange = true
        user.passwordChangedAt = now.adding(seconds: 1)
        user.tokensValidFrom = now.adding(seconds: 2)
        user.attributes = ["displayName": "Ægir Ó ’\u{1F600}", "otherMails": ["a@example.com"], "extension_N": 7]
        return user
    }

    package static func email(_ address: String) -> Identity {
        Identity(signInType: "emailAddress", issuer: tenant.name, issuerAssignedID: address)
    }

    package static func federated(_ id: String, by issuer: String) -> Identity {
        Identity(signInType: "federated", issuer: issuer, issuerAssignedID: id)
    }

    package static func application(_ id: String, of tenant: Tenant = tenant) -> Application {
        var application = Application(id: Application.ID(id), tenant: tenant.id, name: "Web shop")
        application.isEnabled = false
        application.redirectURIs = [
            RedirectURI("https://shop.example/cb", .web), RedirectURI("https://shop.example/", .spa),
            RedirectURI("msal://auth", .native),
        ]
        application.allowsAnyLoopbackRedirect = true
        application.secretHashes = [Bytes(repeating: 7, count: 32), Bytes(0..<32)]
        application.keys = ["keys": [["kty": "EC", "kid": "k1"]]]
        application.allowsImplicitIDToken = true
        application.allowsPlainChallenge = true
        application.allowsPasswordGrant = true
        application.frontChannelLogoutURI = "https://shop.example/out"
        application.postLogoutRedirectURIs = ["https://shop.example/bye"]
        application.exposedScopes = ["https://contoso.onmicrosoft.com/api/read"]
        application.permittedScopes = ["https://contoso.onmicrosoft.com/api/read"]
        return application
    }

    package static func grant(_ id: String, expiresAt: Timestamp? = nil) -> Grant {
        Grant(
            id: Grant.ID(id), issuer: tenant.id.text, policy: "b2c_1a_susi", client: "client", user: "user",
            scope: ["openid", "offline_access"], authenticatedAt: now, createdAt: now.adding(milliseconds: 1),
            expiresAt: expiresAt, content: ["claims": ["sub": "user", "name": "Ægir"]])
    }

    package static func code(_ hash: String, of grant: Grant, expiresAt: Timestamp = later) -> AuthorizationCode {
        AuthorizationCode(
            hash: hash, grant: grant.id, redirectURI: "https://shop.example/cb", nonce: "n", challenge: "c",
            challengeMethod: "S256", expiresAt: expiresAt)
    }

    package static func refreshToken(
        _ hash: String, of grant: Grant, expiresAt: Timestamp = later
    ) -> RefreshToken {
        RefreshToken(hash: hash, grant: grant.id, issuedAt: now, expiresAt: expiresAt)
    }

    package static func keySet(_ name: String, _ keys: String..., of tenant: Tenant = tenant) -> KeySet {
        KeySet(
            tenant: tenant.id, name: name, use: .encryption,
            keys: keys.map {
                KeySet.Key(
                    id: $0, material: Secret(["kty": "oct", "k": .string("secret of \($0)")]), notBefore: now,
                    expiresAt: later, createdAt: now)
            })
    }

    package static func journey(_ id: String, _ version: Int, _ content: String) -> StoredJourney {
        StoredJourney(id: id, tenant: tenant.id, version: version, expiresAt: later, content: Bytes(utf8: content))
    }
}
