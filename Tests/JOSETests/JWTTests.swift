import Base
import Cryptography
import JOSE
import Testing

struct JWTTests {
    let key: SigningKey
    let claims: JSON.Object = ["iss": "https://issuer.example", "aud": "client", "exp": 1_000_300, "iat": 1_000_000]
    let now = Timestamp(seconds: 1_000_100)

    static let wrongClaims: [(JSON.Object, JOSEError)] = [
        (["exp": 1_000_040], .expired), (["exp": nil], .malformedClaim("exp")),
        (["exp": "soon"], .malformedClaim("exp")), (["nbf": 1_000_161], .notYetValid),
        (["iat": 1_000_161], .notYetValid), (["iss": "https://issuer.example/"], .wrongIssuer),
        (["aud": "clients"], .wrongAudience), (["aud": ["a", "b"]], .wrongAudience),
        (["aud": 5], .malformedClaim("aud")),
    ]

    init() throws {
        key = try SigningKey(algorithm: .es256, privateKey: PrivateKey.elliptic(.p256))
    }

    @Test(arguments: [
        (SignatureAlgorithm.rs256, nil), (.ps384, nil), (.es256, Curve.p256), (.es384, .p384), (.es512, .p521),
        (.edDSA, .ed25519), (.edDSA, .ed448),
    ])
    func `what we sign verifies under the published key`(algorithm: SignatureAlgorithm, curve: Curve?) throws {
        let privateKey = try curve.map { try PrivateKey.elliptic($0) } ?? PrivateKey.rsa()
        let key = try SigningKey(algorithm: algorithm, privateKey: privateKey)
        let published = try JWKSet(try JWKSet([key.publicJWK]).publicJSON)

        let token = try JWT.sign(claims: claims, with: key)
        let verified = try JWT.verify(token, keys: published, allowing: SignatureAlgorithm.asymmetric)

        #expect(verified.claims == claims)
        #expect(verified.header["kid"]?.string == key.id)
        try JWTExpectations(issuer: "https://issuer.example", audience: "client", now: now).check(verified)
    }

    @Test func `a token of an unknown kid is refused even where the key fits`() throws {
        let other = try SigningKey(id: "other", algorithm: .es256, privateKey: key.privateKey)
        let token = try JWT.sign(claims: claims, with: other)

        #expect(throws: JOSEError.unknownKey("other")) {
            try JWT.verify(token, keys: JWKSet([key.publicJWK]), allowing: [.es256])
        }
    }

    @Test func `an algorithm that the caller does not allow is refused`() throws {
        let token = try JWT.sign(claims: claims, with: key)

        #expect(throws: JOSEError.notAllowed("alg ES256")) {
            try JWT.verify(token, key: key.publicJWK, allowing: [.rs256])
        }
    }

    @Test func `alg none is no algorithm`() throws {
        let header = Base64.encodeURL(Bytes(utf8: #"{"alg":"none"}"#))
        let token = "\(header).\(Base64.encodeURL(JSON.object(claims).bytes))."

        #expect(throws: JOSEError.unsupported("alg none")) {
            try JWT.verify(token, key: key.publicJWK, allowing: Set(SignatureAlgorithm.allCases))
        }
    }

    @Test func `the bytes of a public key are no HMAC secret`() throws {
        let der = try key.privateKey.publicKey.der
        let forger = JWK(.secret(Secret(der)), id: key.id)
        let token = try JWT.sign(claims: claims, with: forger, algorithm: .hs256)

        #expect(throws: JOSEError.notAllowed("the key is for ES256")) {
            try JWT.verify(token, key: key.publicJWK, allowing: Set(SignatureAlgorithm.allCases))
        }
        #expect(throws: JOSEError.wrongKey("its kind does not fit HS256")) {
            let open = JWK(.publicKey(key.privateKey.publicKey), id: key.id)
            return try JWT.verify(token, key: open, allowing: Set(SignatureAlgorithm.allCases))
        }
    }

    @Test(arguments: [
        (#"{"alg":"ES256","crit":["exp"],"exp":1}"#, JOSEError.unknownCritical("exp")),
        (#"{"alg":"ES256","crit":[]}"#, .malformed("crit")),
        (#"{"alg":"ES256","crit":"b64"}"#, .malformed("crit is not an array of strings")),
        (#"{"alg":"ES256","crit":["b64"]}"#, .malformed("crit names b64, which is absent")),
        (#"{"alg":"ES256","alg":"ES256"}"#, .malformed("the protected header is not a JSON object")),
        (#"{"alg":"ES256","b64":false}"#, .malformed("b64 false without crit")),
        (#"{"typ":"JWT"}"#, .malformed("the header has no alg")),
        (#"{"alg":5}"#, .malformed("alg is not a string")),
    ])
    func `a header that is not understood is refused`(header: String, error: JOSEError) throws {
        let start = Base64.encodeURL(Bytes(utf8: header)) + "." + Base64.encodeURL(JSON.object(claims).bytes)
        let signature = try key.privateKey.sign(Bytes(utf8: start), using: .es256)

        #expect(throws: error) {
            try JWT.verify("\(start).\(Base64.encodeURL(signature))", key: key.publicJWK, allowing: [.es256])
        }
    }

    @Test func `claims with a name twice are refused`() throws {
        let signer = try JWS.Signer(key.privateJWK, .es256)
        let token = try JWS.compact(Bytes(utf8: #"{"sub":"a","sub":"b"}"#), signer: signer)

        #expect(throws: JOSEError.malformed("the claims are not a JSON object")) {
            try JWT.verify(token, key: key.publicJWK, allowing: [.es256])
        }
    }

    @Test func `a token over the limit is refused before it is read`() throws {
        let token = try JWT.sign(claims: ["x": .string(String(repeating: "a", count: 65_536))], with: key)

        #expect(throws: JOSEError.tooLarge(limit: 65_536)) {
            try JWT.verify(token, key: key.publicJWK, allowing: [.es256])
        }
    }

    @Test(arguments: JWTTests.wrongClaims)
    func `one wrong claim is refused`(change: JSON.Object, error: JOSEError) throws {
        var changed = claims
        for member in change.members { changed[member.name] = member.value }
        let verified = try verify(changed)

        #expect(throws: error) {
            try JWTExpectations(issuer: "https://issuer.example", audience: "client", now: now).check(verified)
        }
    }

    @Test func `a token without exp is refused`() throws {
        let verified = try verify(["iss": "https://issuer.example", "aud": "client"])

        #expect(throws: JOSEError.missingClaim("exp")) {
            try JWTExpectations(issuer: nil, audience: nil, now: now).check(verified)
        }
    }

    @Test func `expiry counts from the second it names, with the leeway`() throws {
        let verified = try verify(["exp": 1_000_040])

        let before = Timestamp(milliseconds: 1_000_099_999)
        try JWTExpectations(issuer: nil, audience: nil, now: before).check(verified)
        #expect(throws: JOSEError.expired) {
            try JWTExpectations(issuer: nil, audience: nil, now: now).check(verified)
        }
    }

    @Test func `typ is compared as a media type`() throws {
        let token = try JWT.sign(claims: claims, with: key, type: "at+jwt")
        let verified = try JWT.verify(token, key: key.publicJWK, allowing: [.es256])

        try JWTExpectations(issuer: nil, audience: nil, now: now, type: "application/AT+JWT").check(verified)
        #expect(throws: JOSEError.wrongType) {
            try JWTExpectations(issuer: nil, audience: nil, now: now, type: "JWT").check(verified)
        }
    }

    private func verify(_ claims: JSON.Object) throws -> VerifiedJWT {
        try JWT.verify(JWT.sign(claims: claims, with: key), key: key.publicJWK, allowing: [.es256])
    }
}
