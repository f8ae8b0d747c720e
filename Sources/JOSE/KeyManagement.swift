import Base
import Cryptography

/// Gives a content key to a recipient, or takes it back: the `alg` of a JWE (RFC 7518 §4).
struct KeyManagement {
    let algorithm: KeyManagementAlgorithm
    let encryption: ContentEncryption

    /// How often PBKDF2 may be asked to run. Below 1,000 RFC 7518 §4.8.1.2 calls it too weak; 600,000 is OWASP's
    /// figure for SHA-256 and a fifth of a second of a core, the most that a stranger's token may cost.
    static let iterations = 1_000...600_000

    /// What the recipient needs beside the ciphertext.
    struct Wrapped {
        let contentKey: Bytes
        let encryptedKey: Bytes
        /// Header parameters that the algorithm adds.
        var header = JSON.Object()
    }

    /// Throws unless `key` may serve this algorithm at all.
    func require(_ key: JWK, toEncrypt: Bool) throws(JOSEError) {
        var algorithms: Set<JWK.Algorithm> = [.keyManagement(algorithm)]
        if algorithm == .direct { algorithms.insert(.content(encryption)) }
        try key.require(use: .encryption, operations: operations(toEncrypt), algorithms: algorithms)
        switch (algorithm.family, key.material) {
        case (.oaep, .publicKey(let key)) where toEncrypt: try requireRSA(key.kind)
        case (.oaep, .privateKey(let key)): try requireRSA(key.kind)
        case (.agreement, .publicKey(let key)) where toEncrypt: try requireAgreement(key.kind)
        case (.agreementWithWrap, .publicKey(let key)) where toEncrypt: try requireAgreement(key.kind)
        case (.agreement, .privateKey(let key)), (.agreementWithWrap, .privateKey(let key)):
            try requireAgreement(key.kind)
        case (.direct, .secret(let secret)): try requireSize(secret, encryption.keySize)
        case (.keyWrap, .secret(let secret)), (.gcmKeyWrap, .secret(let secret)):
            try requireSize(secret, algorithm.wrappingKeySize)
        case (.password, .secret(let secret)):
            guard !secret.exposed.isEmpty else { throw .wrongKey("an empty password") }
        case (.oaep, _), (.agreement, _), (.agreementWithWrap, _), (.direct, _), (.keyWrap, _), (.gcmKeyWrap, _),
            (.password, _):
            throw .wrongKey("its kind does not fit \(algorithm.rawValue)")
        }
    }

    private func operations(_ toEncrypt: Bool) -> Set<JWK.Operation> {
        switch algorithm.family {
        case .agreement, .agreementWithWrap: [.deriveKey, .deriveBits]
        case .direct, .oaep, .keyWrap, .gcmKeyWrap: toEncrypt ? [.encrypt, .wrapKey] : [.decrypt, .unwrapKey]
        case .password: toEncrypt ? [.deriveKey, .encrypt, .wrapKey] : [.deriveKey, .decrypt, .unwrapKey]
        }
    }

    private func requireRSA(_ kind: KeyKind) throws(JOSEError) {
        guard case .rsa = kind else { throw .wrongKey("its kind does not fit \(algorithm.rawValue)") }
    }

    private func requireAgreement(_ kind: KeyKind) throws(JOSEError) {
        guard case .elliptic(let curve) = kind, curve.agreesOnKeys else {
            throw .wrongKey("its kind does not fit \(algorithm.rawValue)")
        }
    }

    private func requireSize(_ secret: Secret<Bytes>, _ size: Int?) throws(JOSEError) {
        guard secret.exposed.count == size else { throw .wrongKey("its length does not fit \(algorithm.rawValue)") }
    }

    /// The key of ECDH-ES (RFC 7518 §4.6.2). Both parties' names come from the header.
    private func agreedKey(_ own: PrivateKey, _ other: PublicKey, _ header: MemberReader) throws -> Bytes {
        let wrapping = algorithm.wrappingKeySize
        let name = wrapping == nil ? encryption.rawValue : algorithm.rawValue
        return ConcatKDF.derive(
            secret: try own.agree(with: other).exposed, algorithm: Bytes(utf8: name),
            partyU: try header.optionalBytes("apu") ?? [], partyV: try header.optionalBytes("apv") ?? [],
            count: wrapping ?? encryption.keySize)
    }

    /// RFC 7518 §4.8.1.1: the algorithm's name salts too, so that a key serves no other algorithm.
    private func passwordKey(_ password: Bytes, _ hash: Hash, salt: Bytes, iterations: Int) -> Bytes {
        PBKDF2.derive(
            hash, password: password, salt: Bytes(utf8: algorithm.rawValue) + [0] + salt, iterations: iterations,
            count: algorithm.wrappingKeySize ?? 0)
    }
}

// The sender's half.
extension KeyManagement {
    /// Makes or takes the content key for `key`. `contentKey` is nil where this recipient is the first; direct
    /// encryption and direct agreement have one recipient only, since the key is theirs.
    func wrap(
        for key: JWK, contentKey given: Bytes?, iterations: Int, random: Random, header: JSON.Object
    ) throws -> Wrapped {
        let contentKey = given ?? random.bytes(encryption.keySize)
        switch (algorithm.family, key.material) {
        case (.direct, .secret(let secret)):
            guard given == nil else { throw JOSEError.malformed("dir has one recipient") }
            return Wrapped(contentKey: secret.exposed, encryptedKey: [])
        case (.keyWrap, .secret(let secret)):
            return Wrapped(
                contentKey: contentKey, encryptedKey: try AESKeyWrap.wrap(contentKey, key: secret.exposed))
        case (.gcmKeyWrap, .secret(let secret)): return try gcmWrap(contentKey, secret.exposed, random)
        case (.oaep(let hash), .publicKey(let key)):
            return Wrapped(contentKey: contentKey, encryptedKey: try key.encryptOAEP(contentKey, hash: hash))
        case (.oaep(let hash), .privateKey(let key)):
            let encrypted = try key.publicKey.encryptOAEP(contentKey, hash: hash)
            return Wrapped(contentKey: contentKey, encryptedKey: encrypted)
        case (.password(let hash), .secret(let secret)):
            return try passwordWrap(contentKey, secret.exposed, hash, iterations, random)
        case (.agreement, .publicKey(let key)), (.agreementWithWrap, .publicKey(let key)):
            return try agree(with: key, contentKey, isFirst: given == nil, header)
        case (.agreement, .privateKey(let key)), (.agreementWithWrap, .privateKey(let key)):
            return try agree(with: key.publicKey, contentKey, isFirst: given == nil, header)
        case (.direct, _), (.keyWrap, _), (.gcmKeyWrap, _), (.oaep, _), (.password, _), (.agreement, _),
            (.agreementWithWrap, _):
            throw JOSEError.wrongKey("its kind does not fit \(algorithm.rawValue)")
        }
    }

    private func gcmWrap(_ contentKey: Bytes, _ key: Bytes, _ random: Random) throws -> Wrapped {
        let nonce = random.bytes(AESGCM.nonceSize)
        let sealed = try AESGCM.seal(contentKey, key: key, nonce: nonce)
        let header: JSON.Object = [
            "iv": .string(Base64.encodeURL(nonce)), "tag": .string(Base64.encodeURL(sealed.tag)),
        ]
        return Wrapped(contentKey: contentKey, encryptedKey: sealed.ciphertext, header: header)
    }

    private func passwordWrap(
        _ contentKey: Bytes, _ password: Bytes, _ hash: Hash, _ iterations: Int, _ random: Random
    ) throws -> Wrapped {
        precondition(KeyManagement.iterations.contains(iterations), "PBES2 counts within \(KeyManagement.iterations)")
        let salt = random.bytes(16)
        let key = passwordKey(password, hash, salt: salt, iterations: iterations)
        let header: JSON.Object = ["p2s": .string(Base64.encodeURL(salt)), "p2c": .integer(Int64(iterations))]
        return Wrapped(
            contentKey: contentKey, encryptedKey: try AESKeyWrap.wrap(contentKey, key: key), header: header)
    }

    private func agree(
        with key: PublicKey, _ contentKey: Bytes, isFirst: Bool, _ header: JSON.Object
    ) throws -> Wrapped {
        guard case .elliptic(let curve) = key.kind else { throw JOSEError.wrongKey("ECDH-ES needs a curve") }
        let ephemeral = try PrivateKey.elliptic(curve)
        let agreed = try agreedKey(ephemeral, key, MemberReader(header))
        let added: JSON.Object = ["epk": .object(try JWK(.publicKey(ephemeral.publicKey)).publicJSON)]
        guard algorithm.wrappingKeySize != nil else {
            guard isFirst else { throw JOSEError.malformed("ECDH-ES has one recipient") }
            return Wrapped(contentKey: agreed, encryptedKey: [], header: added)
        }
        return Wrapped(
            contentKey: contentKey, encryptedKey: try AESKeyWrap.wrap(contentKey, key: agreed), header: added)
    }
}

// The recipient's half.
extension KeyManagement {
    /// The content key. Whatever goes wrong, the caller says `decryptionFailed`.
    func unwrap(_ encryptedKey: Bytes, with key: JWK, header: JSON.Object) throws -> Bytes {
        let reader = MemberReader(header)
        let contentKey: Bytes
        switch (algorithm.family, key.material) {
        case (.direct, .secret(let secret)):
            guard encryptedKey.isEmpty else { throw JOSEError.malformed("dir with an encrypted key") }
            contentKey = secret.exposed
        case (.keyWrap, .secret(let secret)):
            contentKey = try AESKeyWrap.unwrap(encryptedKey, key: secret.exposed)
        case (.gcmKeyWrap, .secret(let secret)):
            let sealed = AESGCM.Sealed(ciphertext: encryptedKey, tag: try reader.bytes("tag"))
            contentKey = try AESGCM.open(sealed, key: secret.exposed, nonce: try reader.bytes("iv"))
        case (.oaep(let hash), .privateKey(let key)):
            contentKey = try key.decryptOAEP(encryptedKey, hash: hash)
        case (.password(let hash), .secret(let secret)):
            contentKey = try AESKeyWrap.unwrap(
                encryptedKey, key: try passwordKey(secret.exposed, hash, reader))
        case (.agreement, .privateKey(let key)):
            guard encryptedKey.isEmpty else { throw JOSEError.malformed("ECDH-ES with an encrypted key") }
            contentKey = try agreedKey(key, try ephemeralKey(reader), reader)
        case (.agreementWithWrap, .privateKey(let key)):
            contentKey = try AESKeyWrap.unwrap(
                encryptedKey, key: try agreedKey(key, try ephemeralKey(reader), reader))
        case (.direct, _), (.keyWrap, _), (.gcmKeyWrap, _), (.oaep, _), (.password, _), (.agreement, _),
            (.agreementWithWrap, _):
            throw JOSEError.wrongKey("its kind does not fit \(algorithm.rawValue)")
        }
        guard contentKey.count == encryption.keySize else { throw CryptographyError.decryptionFailed }
        return contentKey
    }

    private func ephemeralKey(_ header: MemberReader) throws -> PublicKey {
        guard let members = try header.object("epk"), case .publicKey(let key) = try JWK(members).material else {
            throw JOSEError.malformed("epk")
        }
        return key
    }

    private func passwordKey(_ password: Bytes, _ hash: Hash, _ header: MemberReader) throws -> Bytes {
        let salt = try header.bytes("p2s")
        guard let count = header.members["p2c"]?.integer, let iterations = Int(exactly: count),
            KeyManagement.iterations.contains(iterations), salt.count >= 8
        else { throw JOSEError.malformed("p2c or p2s") }
        return passwordKey(password, hash, salt: salt, iterations: iterations)
    }
}
