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
        let result = file.mismatches(deviations: [
            WycheproofFile.Deviation("a key for PS256 verifies no PS384, whatever RFC 7520 figure 20 says") { _, test in
                test["comment"] == "Figure20"
            },
            WycheproofFile.Deviation("alg ES521 of the key does not exist (it means ES512)") { _, test in
                test["comment"] == "Figure27"
            },
            WycheproofFile.Deviation("the file calls a character outside of base64url valid; RFC 7515 §2 does not") {
                _, test in
                [372, 373].contains(test["tcId"]?.integer)
            },
            WycheproofFile.Deviation("the text is byte for byte that of test 357, which is valid") { _, test in
                [367, 370].contains(test["tcId"]?.integer)
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
        let result = file.mismatches(deviations: WycheproofTests.encryptionDeviations) { group, test in
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

    static let encryptionDeviations: [WycheproofFile.Deviation] = [
        WycheproofFile.Deviation("RSA1_5 is not supported: a padding oracle by design (RFC 8725 §3.2)") { group, _ in
            group["private"]?["alg"] == "RSA1_5"
        },
        WycheproofFile.Deviation("zip is not supported: a short token would grow without bound") { _, test in
            test["flags"]?.strings?.contains("CompressedPlaintext") == true
        },
    ]

    private func verifies(_ group: JSON, _ test: JSON) throws -> Bool {
        let keys = try source(group["public"] ?? group["private"])
        // The files want the JSON serialisations refused by who expects the compact one: an object is no text.
        let jws = try UnverifiedJWS(compact: test.text("jws"))
        _ = try jws.verify(keys: keys, allowing: Set(SignatureAlgorithm.allCases))
        return true
    }

    private func decrypts(_ group: JSON, _ test: JSON) throws -> Bool {
        let keys = try source(group["private"])
        let jwe = try EncryptedJWE(compact: test.text("jwe"))
        let decrypted = try jwe.decrypt(keys: keys, allowing: Set(KeyManagementAlgorithm.allCases))
        guard test["pt"] != nil else { return true }
        return try decrypted.plaintext == test.hex("pt")
    }

    private func source(_ json: JSON?) throws -> KeySource {
        guard let json else { throw JOSEError.unknownKey(nil) }
        return json["keys"] == nil ? .key(try JWK(json)) : .set(try JWKSet(json))
    }
}
