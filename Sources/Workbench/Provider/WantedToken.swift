import Base

/// `{"jwt": {…}}` where a text is wanted, in a test or in a stub's answer: a signed token. With `secret` it is signed
/// with HS256 and that secret, otherwise with the key that the stub identity provider publishes.
package struct WantedToken: Sendable {
    /// Without a value where the author wants none: `"exp": null`.
    let claims: JSON.Object
    let secret: String?

    private static let lifetime: Int64 = 3600

    init?(_ object: JSON.Object) {
        guard let claims = object["jwt"]?.object else { return nil }
        let others = object.members.filter { $0.name != "jwt" && $0.name != "secret" }
        guard others.isEmpty, object["secret"] == nil || object["secret"]?.string != nil else { return nil }
        (self.claims, secret) = (claims, object["secret"]?.string)
    }

    /// With the times of a token that was made now, where the author says nothing else.
    func claims(at now: Timestamp) -> JSON.Object {
        var all: JSON.Object = [
            "iat": .integer(now.seconds), "nbf": .integer(now.seconds),
            "exp": .integer(now.adding(seconds: WantedToken.lifetime).seconds),
        ]
        for member in claims.members { all[member.name] = member.value }
        return JSON.Object(all.members.filter { $0.value != .null }.map { ($0.name, $0.value) })
    }
}
