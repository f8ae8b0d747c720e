import Base
import Cryptography
import Testing

struct KeyTests {
    static let every: [(SignatureAlgorithm, Curve?)] = [
        (.rs256, nil), (.rs384, nil), (.rs512, nil), (.ps256, nil), (.ps384, nil), (.ps512, nil), (.es256, .p256),
        (.es384, .p384), (.es512, .p521), (.edDSA, .ed25519), (.edDSA, .ed448),
    ]
    static let rsa = Result { try PrivateKey.rsa() }
    let message = Bytes(utf8: "message")

    @Test(arguments: every)
    func `a signature verifies, of its message, key and algorithm only`(
        algorithm: SignatureAlgorithm, curve: Curve?
    ) throws {
        let key = try make(curve)
        let signature = try key.sign(message, using: algorithm)

        #expect(key.publicKey.verify(signature, of: message, using: algorithm))
        #expect(!key.publicKey.verify(signature, of: message + [0], using: algorithm))
        #expect(!key.publicKey.verify(Bytes(signature.dropLast()), of: message, using: algorithm))
        #expect(!key.publicKey.verify([], of: message, using: algorithm))
        for other in SignatureAlgorithm.allCases where other != algorithm {
            #expect(!key.publicKey.verify(signature, of: message, using: other))
        }
    }

    @Test(arguments: every)
    func `keys survive PKCS#8, SubjectPublicKeyInfo and PEM`(algorithm: SignatureAlgorithm, curve: Curve?) throws {
        let key = try make(curve)

        #expect(try PrivateKey(der: key.der.exposed).publicKey == key.publicKey)
        #expect(try PrivateKey(pem: key.pem.exposed).publicKey == key.publicKey)
        #expect(try PublicKey(der: key.publicKey.der) == key.publicKey)
        #expect(try PublicKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(try PublicKey(key.publicKey.parameters) == key.publicKey)
        #expect(throws: CryptographyError.self) { try PublicKey(der: key.publicKey.der + [0]) }
        #expect(throws: CryptographyError.self) { try PrivateKey(der: key.der.exposed + [0]) }
    }

    @Test func `a private key prints nothing of itself`() throws {
        let key = try make(.p256)

        #expect("\(key)" == "(private key)")
        #expect(String(reflecting: key) == "(private key)")
    }

    @Test(arguments: [1024, 2047, 8193])
    func `RSA of another length is not made`(bits: Int) {
        #expect(throws: CryptographyError.weakKey("RSA of \(bits) bits")) { try PrivateKey.rsa(bits: bits) }
    }

    @Test func `RSA of 1024 bits is not read`() {
        let modulus = [0xc1] + Bytes(repeating: 0x35, count: 127)

        #expect(throws: CryptographyError.weakKey("RSA of 1024 bits, 2048...8192 are allowed")) {
            try PublicKey(.rsa(n: modulus, e: [1, 0, 1]))
        }
    }

    @Test func `a point that is not on its curve is refused`() throws {
        guard case .ec(let curve, let x, var y) = try make(.p256).publicKey.parameters else { return }
        y[31] ^= 1

        #expect(throws: CryptographyError.self) { try PublicKey(.ec(curve, x: x, y: y)) }
    }

    @Test func `keys that do not sign, and algorithms that do not fit, throw`() throws {
        #expect(throws: CryptographyError.wrongKey("it does not sign with EdDSA")) {
            try make(.x25519).sign(message, using: .edDSA)
        }
        #expect(throws: CryptographyError.wrongKey("it does not sign with ES256")) {
            try make(.p384).sign(message, using: .es256)
        }
        #expect(throws: CryptographyError.wrongKey("it does not sign with HS256")) {
            try make(.p256).sign(message, using: .hs256)
        }
    }

    @Test(arguments: [Curve.p256, .p384, .p521, .x25519, .x448])
    func `both sides agree on one secret, on one curve`(curve: Curve) throws {
        let (alice, bob) = (try make(curve), try make(curve))

        #expect(try alice.agree(with: bob.publicKey).exposed == bob.agree(with: alice.publicKey).exposed)
        #expect(throws: CryptographyError.self) { try alice.agree(with: make(.ed25519).publicKey) }
    }

    /// RFC 7748 §6.1: the point of order one.
    @Test func `an all-zero shared secret is refused`() throws {
        let zero = try PublicKey(.okp(.x25519, x: Bytes(repeating: 0, count: 32)))

        #expect(throws: CryptographyError.decryptionFailed) { try make(.x25519).agree(with: zero) }
    }

    @Test func `RSA-OAEP opens with its hash only`() throws {
        let key = try make(nil)
        let encrypted = try key.publicKey.encryptOAEP(message, hash: .sha256)

        #expect(try key.decryptOAEP(encrypted, hash: .sha256) == message)
        #expect(throws: CryptographyError.decryptionFailed) { try key.decryptOAEP(encrypted, hash: .sha1) }
        #expect(throws: CryptographyError.decryptionFailed) { try key.decryptOAEP([1], hash: .sha256) }
    }

    @Test func `many threads sign with one key at once`() async throws {
        let keys = [try make(.p256), try make(nil), try make(.ed25519)]
        let message = message

        let isGood = await withTaskGroup(of: Bool.self) { group in
            for (key, algorithm) in zip(keys, [SignatureAlgorithm.es256, .rs256, .edDSA]) {
                for _ in 0..<8 {
                    group.addTask {
                        (0..<20).allSatisfy { _ in
                            guard let signature = try? key.sign(message, using: algorithm) else { return false }
                            return key.publicKey.verify(signature, of: message, using: algorithm)
                        }
                    }
                }
            }
            return await group.allSatisfy { $0 }
        }

        #expect(isGood)
    }

    private func make(_ curve: Curve?) throws -> PrivateKey {
        try curve.map { try PrivateKey.elliptic($0) } ?? KeyTests.rsa.get()
    }
}
