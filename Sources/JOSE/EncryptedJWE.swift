import Base
import Cryptography

/// A JSON Web Encryption (RFC 7516) as it was received.
package struct EncryptedJWE: Sendable {
    private let recipients: [Recipient]
    private let protectedText: String
    private let data: Bytes?
    private let nonce: Bytes
    private let content: AESGCM.Sealed

    private struct Recipient {
        let header: JOSEHeader
        let encryptedKey: Bytes
    }

    package var recipientCount: Int { recipients.count }

    /// Reads the compact serialisation (§7.1).
    package init(compact text: String, limit: Int = defaultTokenLimit) throws(JOSEError) {
        let parts = try compactParts(text, count: 5, limit: limit)
        guard !parts[0].isEmpty else { throw .malformed("no protected header") }
        protectedText = parts[0]
        data = nil
        let header = try JOSEHeader(protected: try JOSEHeader.decode(parts[0]), understood: [])
        recipients = [Recipient(header: header, encryptedKey: try EncryptedJWE.bytes(parts[1]))]
        nonce = try EncryptedJWE.bytes(parts[2])
        content = AESGCM.Sealed(
            ciphertext: try EncryptedJWE.bytes(parts[3]), tag: try EncryptedJWE.bytes(parts[4]))
    }

    /// Reads the general or the flattened JSON serialisation (§7.2); one that is both is refused.
    package init(json: JSON.Object) throws(JOSEError) {
        let reader = MemberReader(json)
        protectedText = try reader.text("protected") ?? ""
        data = try reader.optionalBytes("aad")
        nonce = try reader.bytes("iv")
        content = AESGCM.Sealed(ciphertext: try reader.bytes("ciphertext"), tag: try reader.bytes("tag"))
        let protected = try JOSEHeader.decode(protectedText)
        let shared = try reader.object("unprotected").map { [$0] } ?? []
        guard let entries = json["recipients"] else {
            recipients = [try EncryptedJWE.recipient(reader, protected, shared)]
            return
        }
        guard let entries = entries.array, (1...16).contains(entries.count), json["header"] == nil,
            json["encrypted_key"] == nil
        else { throw .malformed("recipients") }
        recipients = try entries.map { entry throws(JOSEError) in
            guard let members = entry.object else { throw .malformed("recipients") }
            return try EncryptedJWE.recipient(MemberReader(members), protected, shared)
        }
    }

    /// Decrypts as the recipient at `index`. The caller names what it allows; the key must agree; a `kid` that is
    /// not in `keys` is refused. Beyond that every failure is `decryptionFailed`.
    package func decrypt(
        _ index: Int = 0, keys: KeySource,
        allowing algorithms: Set<KeyManagementAlgorithm>,
        _ encryptions: Set<ContentEncryption> = Set(ContentEncryption.allCases)
    ) throws(JOSEError) -> DecryptedJWE {
        precondition(recipients.indices.contains(index), "there are \(recipients.count) recipients")
        let recipient = recipients[index]
        let management = try management(recipient.header, algorithms, encryptions)
        let key = try keys.key(try recipient.header.keyID) { key throws(JOSEError) in
            try management.require(key, toEncrypt: false)
        }
        let plaintext = try open(recipient, management, key)
        return DecryptedJWE(header: recipient.header.protected, plaintext: plaintext, key: key)
    }

    private func management(
        _ header: JOSEHeader, _ algorithms: Set<KeyManagementAlgorithm>, _ encryptions: Set<ContentEncryption>
    ) throws(JOSEError) -> KeyManagement {
        let (algorithmName, encryptionName) = (try header.required("alg"), try header.required("enc"))
        guard let algorithm = KeyManagementAlgorithm(rawValue: algorithmName) else {
            throw .unsupported("alg \(algorithmName)")
        }
        guard let encryption = ContentEncryption(rawValue: encryptionName) else {
            throw .unsupported("enc \(encryptionName)")
        }
        // Compression lets a short token grow without bound and its length tell of its content.
        guard header.joint["zip"] == nil else { throw .unsupported("zip") }
        guard algorithms.contains(algorithm) else { throw .notAllowed("alg \(algorithmName)") }
        guard encryptions.contains(encryption) else { throw .notAllowed("enc \(encryptionName)") }
        return KeyManagement(algorithm: algorithm, encryption: encryption)
    }

    /// RFC 7516 §11.5: where the content key cannot be had, the content is tried all the same under one of zeros, so
    /// that a bad key and a bad tag take the same way. Its result is never used.
    private func open(_ recipient: Recipient, _ management: KeyManagement, _ key: JWK) throws(JOSEError) -> Bytes {
        let contentKey = try? management.unwrap(recipient.encryptedKey, with: key, header: recipient.header.joint)
        let tried = contentKey ?? Bytes(repeating: 0, count: management.encryption.keySize)
        let plaintext = try? management.encryption.open(
            content, key: tried, nonce: nonce, authenticating: JWE.authenticated(protectedText, data))
        guard contentKey != nil, let plaintext else { throw .decryptionFailed }
        return plaintext
    }

    private static func recipient(
        _ reader: MemberReader, _ protected: JSON.Object, _ shared: [JSON.Object]
    ) throws(JOSEError) -> Recipient {
        let own = try reader.object("header").map { [$0] } ?? []
        let header = try JOSEHeader(protected: protected, unprotected: shared + own, understood: [])
        return Recipient(header: header, encryptedKey: try reader.optionalBytes("encrypted_key") ?? [])
    }

    private static func bytes(_ text: String) throws(JOSEError) -> Bytes {
        guard let bytes = Base64.decodeURL(text) else { throw .malformed("a part is not base64url") }
        return bytes
    }
}

/// What was decrypted. It says that the sender knew the key: for a public key that is anybody.
package struct DecryptedJWE: Sendable {
    /// The protected header.
    package let header: JSON.Object
    package let plaintext: Bytes
    package let key: JWK
}
