import Base
import Cryptography
import JOSE
import TestVectors
import Testing

/// Project Wycheproof's files for JSON Web Crypto. Every algorithm that exists is allowed by the caller, so that
/// what refuses is the key.
struct WycheproofTests {
    @Test func `JSON Web Signature`() throws {
        guard let file = try WycheproofFile("json_web_signature_test") else { return }
        let result = file.mismatches(refusals: [
            WycheproofFile.Refusal("a key for PS256 verifies no PS384, whatever RFC 7520 figure 20 says") { _, test in
                test["comment"] == "Figure20"
            },
            WycheproofFile.Refusal("alg ES521 of the key does not exist (it means ES512)") { _, test in
                test["comment"] == "Figure27"
            },
        ]) { group, test in try verifies(group, test) }

        #expect(result.count == 401)
        #expect(result.found == [])
    }

    @Test func `JSON Web Key`() throws {
        guard let file = try WycheproofFile("json_web_key_test") else { return }
        let result = file.mismatches { group, test in try verifies(group, test) }

        #expect(result.count == 26)
        #expect(result.found == [])
    }

    @Test func `JSON Web Encryption`() throws {
        guard let file = try WycheproofFile("json_web_encryption_test") else { return }
        let result = file.mismatches(refusals: WycheproofTests.encryptionRefusals) { group, test in
            try decrypts(group, test)
        }

        #expect(result.count == 139)
        #expect(result.found == [])
    }

    @Test func `JSON Web Crypto`() throws {
        guard let file = try WycheproofFile("json_web_crypto_test") else { return }
        let result = file.mismatches { group, test in
            test["jws"] == nil ? try decrypts(group, test) : try verifies(group, test)
        }

        #expect(result.count == 83)
        #expect(result.found == [])
    }

    static let encryptionRefusals = [
        WycheproofFile.Refusal("RSA1_5 is not supported: a padding oracle by design (RFC 8725 §3.2)") { group, _ in
            group["private"]?["alg"] == "RSA1_5"
        },
        WycheproofFile.Refusal("zip is not supported: a short token would grow without bound") { _, test in
            test["flags"]?.strings?.contains("CompressedPlaintext") == true
        },
    ]

    private func verifies(_ group: JSON, _ test: JSON) throws -> Bool {
        let keys = try source(group["public"] ?? group["private"])
        let jws: UnverifiedJWS
        if let object = test["jws"]?.object {
            jws = try UnverifiedJWS(json: object)
        } else {
            jws = try UnverifiedJWS(compact: test.text("jws"))
        }
        _ = try jws.verify(keys: keys, allowing: Set(SignatureAlgorithm.allCases))
        return true
    }

    private func decrypts(_ group: JSON, _ test: JSON) throws -> Bool {
        let keys = try source(group["private"])
        let jwe: EncryptedJWE
        if let object = test["jwe"]?.object {
            jwe = try EncryptedJWE(json: object)
        } else {
            jwe = try EncryptedJWE(compact: test.text("jwe"))
        }
        let decrypted = try jwe.decrypt(keys: keys, allowing: Set(KeyManagementAlgorithm.allCases))
        guard test["pt"] != nil else { return true }
        return try decrypted.plaintext == test.hex("pt")
    }

    private func source(_ json: JSON?) throws -> KeySource {
        guard let json else { throw JOSEError.unknownKey(nil) }
        return json["keys"] == nil ? .key(try JWK(json)) : .set(try JWKSet(json))
    }
}
