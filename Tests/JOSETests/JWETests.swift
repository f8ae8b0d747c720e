import Base
import Cryptography
import JOSE
import Testing

struct JWETests {
    let plaintext = Bytes(utf8: "You can trust us to stick with you through thick and thin")

    @Test(arguments: KeyManagementAlgorithm.allCases, ContentEncryption.allCases)
    func `what we encrypt decrypts, in each form`(
        algorithm: KeyManagementAlgorithm, encryption: ContentEncryption
    ) throws {
        for key in try keys(algorithm, encryption) {
            let recipient = JWE.Recipient(key.publicKey ?? key, algorithm, iterations: 1000)
            let compact = try JWE.compact(plaintext, to: recipient, encryption: encryption, random: .openSSL)
            let flattened = try JWE.flattened(
                plaintext, to: recipient, encryption: encryption, authenticating: [1, 2], random: .openSSL)
            let general = try JWE.general(plaintext, to: [recipient], encryption: encryption, random: .openSSL)

            for jwe in try [
                EncryptedJWE(compact: compact), EncryptedJWE(json: flattened), EncryptedJWE(json: general),
            ] {
                let decrypted = try jwe.decrypt(keys: .key(key), allowing: [algorithm], [encryption])
                #expect(decrypted.plaintext == plaintext)
            }
        }
    }

    @Test func `several recipients each open the one content`() throws {
        let secret = JWK(.secret(Secret(Random.openSSL.bytes(16))), id: "secret")
        let pair = JWK(.privateKey(try PrivateKey.elliptic(.x25519)), id: "pair")
        let recipients = [
            JWE.Recipient(secret, .a128KW), JWE.Recipient(try #require(pair.publicKey), .ecdhESA256KW),
        ]

        let json = try JWE.general(plaintext, to: recipients, encryption: .a256GCM, random: .openSSL)
        let jwe = try EncryptedJWE(json: json)

        #expect(try jwe.decrypt(0, keys: .key(secret), allowing: [.a128KW]).plaintext == plaintext)
        #expect(try jwe.decrypt(1, keys: .key(pair), allowing: [.ecdhESA256KW]).plaintext == plaintext)
        #expect(throws: JOSEError.unknownKey("pair")) {
            try jwe.decrypt(1, keys: .key(secret), allowing: [.ecdhESA256KW])
        }
    }

    @Test func `each changed part gives the same one error`() throws {
        let key = JWK(.secret(Secret(Random.openSSL.bytes(32))))
        let compact = try JWE.compact(
            plaintext, to: JWE.Recipient(key, .a256KW), encryption: .a128CBCHS256, random: .openSSL)
        let parts = compact.split(separator: ".").map(String.init)

        for index in 1..<5 {
            var changed = parts
            var bytes = try #require(Base64.decodeURL(parts[index]))
            bytes[0] ^= 1
            changed[index] = Base64.encodeURL(bytes)
            let jwe = try EncryptedJWE(compact: changed.joined(separator: "."))
            #expect(throws: JOSEError.decryptionFailed) { try jwe.decrypt(keys: .key(key), allowing: [.a256KW]) }
        }
    }

    @Test(arguments: [0, 999, 600_001, 1_000_000_000])
    func `a PBES2 count out of bounds is refused without being run`(count: Int64) throws {
        let header: JSON = [
            "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2s": "AAAAAAAAAAAAAAAA", "p2c": .integer(count),
        ]
        let wrapped = Base64.encodeURL(Bytes(repeating: 0, count: 24))
        let text = "\(Base64.encodeURL(header.bytes)).\(wrapped).AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
        let key = JWK(.secret(Secret(Bytes(utf8: "password"))))
        let jwe = try EncryptedJWE(compact: text)

        #expect(throws: JOSEError.decryptionFailed) { try jwe.decrypt(keys: .key(key), allowing: [.pbes2A128KW]) }
    }

    @Test(arguments: [
        (#"{"alg":"RSA1_5","enc":"A128GCM"}"#, JOSEError.unsupported("alg RSA1_5")),
        (#"{"alg":"A128KW","enc":"A128GCM","zip":"DEF"}"#, .unsupported("zip")),
        (#"{"alg":"A128KW","enc":"none"}"#, .unsupported("enc none")),
        (#"{"alg":"A256KW","enc":"A128GCM"}"#, .notAllowed("alg A256KW")),
        (#"{"alg":"A128KW","enc":"A256GCM"}"#, .notAllowed("enc A256GCM")),
        (#"{"enc":"A128GCM"}"#, .malformed("the header has no alg")),
    ])
    func `a header that is not allowed is refused before any key is touched`(header: String, error: JOSEError) throws {
        let text = "\(Base64.encodeURL(Bytes(utf8: header)))....AAAA"
        let key = JWK(.secret(Secret(Bytes(repeating: 0, count: 16))))

        #expect(throws: error) {
            try EncryptedJWE(compact: text).decrypt(keys: .key(key), allowing: [.a128KW], [.a128GCM])
        }
    }

    @Test func `a signing key decrypts nothing`() throws {
        let key = JWK(.privateKey(try PrivateKey.rsa()), use: .signature)
        let open = JWK(key.material)
        let recipient = JWE.Recipient(try #require(open.publicKey), .rsaOAEP256)
        let compact = try JWE.compact(plaintext, to: recipient, encryption: .a256GCM, random: .openSSL)

        #expect(throws: JOSEError.wrongKey("its use is sig")) {
            try EncryptedJWE(compact: compact).decrypt(keys: .key(key), allowing: [.rsaOAEP256])
        }
    }

    private func keys(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) throws -> [JWK] {
        func secret(_ size: Int?) -> [JWK] { [JWK(.secret(Secret(Random.openSSL.bytes(size ?? 12))))] }
        switch algorithm.family {
        case .direct: return secret(encryption.keySize)
        case .keyWrap, .gcmKeyWrap: return secret(algorithm.wrappingKeySize)
        case .password: return secret(nil)
        case .oaep: return [JWETests.rsa]
        case .agreement, .agreementWithWrap:
            return try [Curve.p256, .p384, .p521, .x25519, .x448].map {
                JWK(.privateKey(try PrivateKey.elliptic($0)), id: $0.rawValue)
            }
        }
    }

    private static let rsa = JWK(.privateKey(try! PrivateKey.rsa()))
}
