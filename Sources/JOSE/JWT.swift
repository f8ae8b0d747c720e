import Base
import Cryptography

/// JSON Web Tokens (RFC 7519) that are signed. Who they are from, for and until when is `JWTExpectations`' to check.
package enum JWT {
    /// A signed token in compact form, with `typ`, `alg` and `kid`.
    package static func sign(
        claims: JSON.Object, with key: SigningKey, type: String = "JWT"
    ) throws(JOSEError) -> String {
        let header: JSON.Object = [
            "typ": .string(type), "alg": .string(key.algorithm.rawValue), "kid": .string(key.id),
        ]
        let input =
            Base64.encodeURL(JSON.object(header).bytes) + "." + Base64.encodeURL(JSON.object(claims).bytes)
        let signature = try wrapping { () throws(CryptographyError) in
            try key.privateKey.sign(Bytes(utf8: input), using: key.algorithm)
        }
        return input + "." + Base64.encodeURL(signature)
    }

    /// A token under any key, secrets included.
    package static func sign(
        claims: JSON.Object, with key: JWK, algorithm: SignatureAlgorithm, type: String = "JWT"
    ) throws(JOSEError) -> String {
        var header: JSON.Object = ["typ": .string(type), "alg": .string(algorithm.rawValue)]
        header["kid"] = key.id.map(JSON.string)
        return try JWS.compact(
            JSON.object(claims).bytes, signer: JWS.Signer(key, algorithm, protected: header))
    }

    /// Verifies the signature, and nothing about the claims but that they are an object with unique names.
    package static func verify(
        _ compact: String, keys: JWKSet, allowing allowed: Set<SignatureAlgorithm>, limit: Int = defaultTokenLimit
    ) throws(JOSEError) -> VerifiedJWT {
        try verify(compact, from: .set(keys), allowing: allowed, limit: limit)
    }

    package static func verify(
        _ compact: String, key: JWK, allowing allowed: Set<SignatureAlgorithm>, limit: Int = defaultTokenLimit
    ) throws(JOSEError) -> VerifiedJWT {
        try verify(compact, from: .key(key), allowing: allowed, limit: limit)
    }

    package static func verify(
        _ compact: String, from keys: KeySource, allowing allowed: Set<SignatureAlgorithm>,
        limit: Int = defaultTokenLimit
    ) throws(JOSEError) -> VerifiedJWT {
        let jws = try UnverifiedJWS(compact: compact, limit: limit).verify(keys: keys, allowing: allowed)
        // RFC 7797 §7: a JWT must not be unencoded.
        guard jws.header["b64"] == nil else { throw .malformed("a JWT with b64") }
        return VerifiedJWT(header: jws.header, claims: try claims(jws.payload), key: jws.key)
    }

    static func claims(_ payload: Bytes) throws(JOSEError) -> JSON.Object {
        guard let json = try? JSON(parsing: payload), let claims = json.object else {
            throw .malformed("the claims are not a JSON object")
        }
        return claims
    }
}

/// A token whose signature was verified. Only a verification makes one.
package struct VerifiedJWT: Sendable {
    package let header: JSON.Object
    package let claims: JSON.Object
    /// The key that verified it.
    package let key: JWK
}

/// What a token must say to be meant for us, now (RFC 7519 §4.1).
package struct JWTExpectations: Sendable {
    private let issuer: String?
    private let audience: String?
    private let type: String?
    private let now: Timestamp
    private let leeway: Int64
    private let requiresExpiry: Bool

    /// Nil means that the caller checks it otherwise. `leewaySeconds` is for clocks that differ. `type` is compared as
    /// a media type (RFC 7515 §4.1.9).
    package init(
        issuer: String?, audience: String?, now: Timestamp, leewaySeconds: Int64 = 60, type: String? = nil,
        requiresExpiry: Bool = true
    ) {
        (self.issuer, self.audience, self.now, self.leeway) = (issuer, audience, now, leewaySeconds)
        (self.type, self.requiresExpiry) = (type, requiresExpiry)
    }

    package func check(_ token: VerifiedJWT) throws(JOSEError) {
        try checkType(token.header)
        try checkTimes(token.claims)
        if let issuer {
            guard token.claims["iss"]?.string == issuer else { throw .wrongIssuer }
        }
        if let audience {
            guard let value = token.claims["aud"] else { throw .missingClaim("aud") }
            guard let audiences = value.string.map({ [$0] }) ?? value.strings else { throw .malformedClaim("aud") }
            guard audiences.contains(audience) else { throw .wrongAudience }
        }
    }

    private func checkTimes(_ claims: JSON.Object) throws(JOSEError) {
        let seconds = Double(now.milliseconds) / 1000
        if let expiry = try date("exp", claims) {
            guard seconds < expiry + Double(leeway) else { throw .expired }
        } else if requiresExpiry {
            throw .missingClaim("exp")
        }
        for name in ["nbf", "iat"] {
            guard let start = try date(name, claims) else { continue }
            guard start - Double(leeway) <= seconds else { throw .notYetValid }
        }
    }

    /// A `NumericDate` (§2) may have a fraction.
    private func date(_ name: String, _ claims: JSON.Object) throws(JOSEError) -> Double? {
        switch claims[name] {
        case nil: return nil
        case .integer(let value): return Double(value)
        case .number(let value): return value
        case .null, .bool, .string, .array, .object: throw .malformedClaim(name)
        }
    }

    private func checkType(_ header: JSON.Object) throws(JOSEError) {
        guard let type else { return }
        guard let found = header["typ"]?.string, mediaType(found) == mediaType(type) else { throw .wrongType }
    }

    private func mediaType(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.contains("/") ? lower : "application/" + lower
    }
}
