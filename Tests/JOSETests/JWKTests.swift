import Base
import Cryptography
import JOSE
import Testing

struct JWKTests {
    static let notKeys: [(JSON, JOSEError)] = [
        (["kty": "oct"], .malformed("k is missing")), (["k": "AA"], .malformed("a JWK has a kty")),
        (["kty": "oct", "k": "A"], .malformed("k is not base64url")),
        (["kty": "oct", "k": 5], .malformed("k is not a string")),
        (["kty": "oct", "k": "AA", "kid": 5], .malformed("kid is not a string")),
        (["kty": "oct", "k": "AA", "use": "both"], .unsupported("use both")),
        (["kty": "oct", "k": "AA", "alg": "none"], .unsupported("alg none")),
        (["kty": "oct", "k": "AA", "key_ops": ["sign", "sign"]], .malformed("key_ops has a name twice")),
        (["kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"], .unsupported("crv secp256k1")),
        (["kty": "OKP", "crv": "P-256", "x": "AA"], .unsupported("crv P-256")),
        (["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"], .malformed("malformed point of P-256")),
        (["kty": "quantum"], .unsupported("kty quantum")),
    ]

    @Test func `the thumbprint of RFC 7638 §3.1`() throws {
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
            + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgd"
            + "AZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFC"
            + "ur-kEgU8awapJzKnqDKgw"
        let json: JSON = ["kty": "RSA", "n": .string(modulus), "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"]
        let key = try JWK(json)

        #expect(try key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test func `the thumbprint of RFC 8037 appendix A.3`() throws {
        let json: JSON = ["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]
        let key = try JWK(json)

        #expect(try key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test(arguments: [Curve.p256, .p384, .p521, .ed25519, .ed448, .x25519, .x448])
    func `a private key survives reading and writing`(curve: Curve) throws {
        let key = JWK(.privateKey(try PrivateKey.elliptic(curve)), id: "a", use: .signature)

        let again = try JWK(key.privateJSON.exposed)

        #expect(try again.privateJSON.exposed == key.privateJSON.exposed)
        #expect(try again.publicJSON["d"] == nil)
    }

    @Test func `halves of two keys are refused`() throws {
        for curve in [Curve.p256, .ed25519, .x448] {
            var members = try JWK(.privateKey(PrivateKey.elliptic(curve))).privateJSON.exposed
            members["d"] = try JWK(.privateKey(PrivateKey.elliptic(curve))).privateJSON.exposed["d"]
            #expect(throws: JOSEError.self) { try JWK(members) }
        }
        var members = try JWK(.privateKey(PrivateKey.rsa())).privateJSON.exposed
        members["n"] = try JWK(.privateKey(PrivateKey.rsa())).publicJSON["n"]
        #expect(throws: JOSEError.self) { try JWK(members) }
    }

    @Test func `a secret has no public form`() {
        #expect(throws: JOSEError.wrongKey("a secret has no public form")) {
            try JWK(.secret(Secret([1, 2, 3]))).publicJSON
        }
    }

    @Test(arguments: JWKTests.notKeys)
    func `what is no key is refused`(json: JSON, error: JOSEError) {
        #expect(throws: error) { try JWK(json) }
    }

    @Test func `a set leaves out what it does not understand, and says so`() throws {
        let good = try JWK(.publicKey(PrivateKey.elliptic(.p256).publicKey), id: "good").publicJSON
        let set = try JWKSet(["keys": [.object(good), ["kty": "quantum"], ["kty": "RSA", "n": "AQAB", "e": "AQAB"]]])

        #expect(set.keys.map(\.id) == ["good"])
        #expect(set.ignored.count == 2)
    }

    @Test func `without a kid a set must hold exactly one key that fits`() throws {
        let first = try PrivateKey.elliptic(.p256)
        let signer = try JWS.Signer(JWK(.privateKey(first)), .es256)
        let jws = try UnverifiedJWS(compact: JWS.compact([1], signer: signer))
        let one = JWK(.publicKey(first.publicKey), id: "1", use: .signature)
        let other = try JWK(.publicKey(PrivateKey.elliptic(.p256).publicKey), id: "2", use: .signature)
        let encryption = try JWK(.publicKey(PrivateKey.elliptic(.p256).publicKey), id: "3", use: .encryption)

        #expect(try jws.verify(keys: .set(JWKSet([one, encryption])), allowing: [.es256]).payload == [1])
        #expect(throws: JOSEError.unknownKey(nil)) {
            try jws.verify(keys: .set(JWKSet([one, other])), allowing: [.es256])
        }
    }
}
