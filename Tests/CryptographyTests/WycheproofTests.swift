import Base
import Cryptography
import TestVectors
import Testing

/// Project Wycheproof's files for the primitives.
struct WycheproofTests {
    @Test func `AES-GCM`() throws {
        guard let file = try WycheproofFile("aes_gcm_test") else { return }
        let result = file.mismatches(deviations: [
            WycheproofFile.Deviation("only 96-bit nonces: JOSE and the sealer use no others, and they weaken GCM") {
                group, _ in group["ivSize"] != 96
            }
        ]) { _, test in
            let sealed = AESGCM.Sealed(ciphertext: try test.hex("ct"), tag: try test.hex("tag"))
            let (key, nonce, data) = (try test.hex("key"), try test.hex("iv"), try test.hex("aad"))
            let plaintext = try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: data)
            let again = try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: data)
            return try plaintext == test.hex("msg") && again == sealed
        }

        #expect(result.count == 316)
        #expect(result.found == [])
    }

    @Test func `AES key wrap`() throws {
        guard let file = try WycheproofFile("aes_wrap_test") else { return }
        let result = file.mismatches { _, test in
            let (key, secret, wrapped) = (try test.hex("key"), try test.hex("msg"), try test.hex("ct"))
            return try AESKeyWrap.unwrap(wrapped, key: key) == secret
                && AESKeyWrap.wrap(secret, key: key) == wrapped
        }

        #expect(result.count == 165)
        #expect(result.found == [])
    }

    @Test func `PBKDF2 with HMAC-SHA-256`() throws {
        guard let file = try WycheproofFile("pbkdf2_hmacsha256_test") else { return }
        let result = file.mismatches { _, test in
            let derived = PBKDF2.derive(
                .sha256, password: try test.hex("password"), salt: try test.hex("salt"),
                iterations: try test.number("iterationCount"), count: try test.number("dkLen"))
            return try derived == test.hex("dk")
        }

        #expect(result.count == 60)
        #expect(result.found == [])
    }

    @Test func `HKDF with SHA-256`() throws {
        guard let file = try WycheproofFile("hkdf_sha256_test") else { return }
        let result = file.mismatches { _, test in
            let derived = HKDF.derive(
                .sha256, secret: try test.hex("ikm"), salt: try test.hex("salt"), info: try test.hex("info"),
                count: try test.number("size"))
            return try derived == test.hex("okm")
        }

        #expect(result.count == 86)
        #expect(result.found == [])
    }

    @Test func `HMAC with SHA-256, whole and cut to 128 bits`() throws {
        guard let file = try WycheproofFile("hmac_sha256_test") else { return }
        let result = file.mismatches { group, test in
            let (message, key, tag) = (try test.hex("msg"), try test.hex("key"), try test.hex("tag"))
            let size = try group.number("tagSize") / 8
            guard size < 32 else { return HMAC.verify(tag, .sha256, message, key: key) }
            return constantTimeEqual(HMAC.sha256(message, key: key).prefix(size), tag)
        }

        #expect(result.count == 174)
        #expect(result.found == [])
    }

    @Test(arguments: [
        ("rsa_signature_2048_sha256_test", SignatureAlgorithm.rs256, 259),
        ("rsa_pss_2048_sha256_mgf1_32_test", .ps256, 108), ("ed25519_test", .edDSA, 151), ("ed448_test", .edDSA, 87),
        ("ecdsa_secp256r1_sha256_p1363_test", .es256, 262), ("ecdsa_secp384r1_sha384_p1363_test", .es384, 280),
        ("ecdsa_secp521r1_sha512_p1363_test", .es512, 318),
    ])
    func `signatures in JOSE's form`(name: String, algorithm: SignatureAlgorithm, count: Int) throws {
        guard let file = try WycheproofFile(name) else { return }
        let result = file.mismatches { group, test in
            let key = try PublicKey(der: try group.hex("publicKeyDer"))
            return try key.verify(test.hex("sig"), of: test.hex("msg"), using: algorithm)
        }

        #expect(result.count == count)
        #expect(result.found == [])
    }

    @Test(arguments: [
        ("ecdsa_secp256r1_sha256_test", SignatureAlgorithm.es256, 484),
        ("ecdsa_secp384r1_sha384_test", .es384, 504), ("ecdsa_secp521r1_sha512_test", .es512, 542),
    ])
    func `ECDSA signatures in DER`(name: String, algorithm: SignatureAlgorithm, count: Int) throws {
        guard let file = try WycheproofFile(name) else { return }
        let result = file.mismatches { group, test in
            let key = try PublicKey(pem: try group.text("publicKeyPem"))
            return try key.verifyDER(test.hex("sig"), of: test.hex("msg"), using: algorithm)
        }

        #expect(result.count == count)
        #expect(result.found == [])
    }

    @Test func `ECDH on P-256 with an uncompressed point`() throws {
        guard let file = try WycheproofFile("ecdh_secp256r1_ecpoint_test") else { return }
        let result = file.mismatches { _, test in
            let other = try PublicKey(uncompressedPoint: try test.hex("public"), on: .p256)
            let scalar = Bytes(repeating: 0, count: 32) + (try test.hex("private"))
            let key = try PrivateKey(scalar: Secret(Bytes(scalar.suffix(32))), on: .p256)
            return try key.agree(with: other).exposed == test.hex("shared")
        }

        #expect(result.count == 355)
        #expect(result.found == [])
    }
}
