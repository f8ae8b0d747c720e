import Base
import Cryptography

/// Making a JSON Web Encryption (RFC 7516).
package enum JWE {
    /// Who may read it, and how the content key reaches them.
    package struct Recipient: Sendable {
        let key: JWK
        let algorithm: KeyManagementAlgorithm
        let header: JSON.Object
        let iterations: Int

        /// `header` is this recipient's own, not protected. `iterations` is for PBES2 only.
        package init(
            _ key: JWK, _ algorithm: KeyManagementAlgorithm, header: JSON.Object = JSON.Object(),
            iterations: Int = 100_000
        ) {
            (self.key, self.algorithm, self.header, self.iterations) = (key, algorithm, header, iterations)
        }
    }

    /// The compact serialisation (§7.1). `header` may add protected parameters: `typ`, `cty`, `apu`.
    package static func compact(
        _ plaintext: Bytes, to recipient: Recipient, encryption: ContentEncryption,
        header: JSON.Object = JSON.Object(), random: Random
    ) throws(JOSEError) -> String {
        guard recipient.header.members.isEmpty else { throw .malformed("compact form has only a protected header") }
        let sealed = try seal(plaintext, recipient, encryption, header, [], random)
        return [sealed.protected, sealed.encryptedKey, sealed.nonce, sealed.ciphertext, sealed.tag]
            .joined(separator: ".")
    }

    /// The flattened JSON serialisation (§7.2.2), with additional authenticated data where given.
    package static func flattened(
        _ plaintext: Bytes, to recipient: Recipient, encryption: ContentEncryption,
        header: JSON.Object = JSON.Object(), authenticating data: Bytes = [], random: Random
    ) throws(JOSEError) -> JSON.Object {
        let sealed = try seal(plaintext, recipient, encryption, header, data, random)
        var output: JSON.Object = ["protected": .string(sealed.protected)]
        if !recipient.header.members.isEmpty { output["header"] = .object(recipient.header) }
        if !sealed.encryptedKey.isEmpty { output["encrypted_key"] = .string(sealed.encryptedKey) }
        if !data.isEmpty { output["aad"] = .string(Base64.encodeURL(data)) }
        output["iv"] = .string(sealed.nonce)
        output["ciphertext"] = .string(sealed.ciphertext)
        output["tag"] = .string(sealed.tag)
        return output
    }

    /// The general JSON serialisation (§7.2.1): one content, many recipients, each with a header of their own.
    package static func general(
        _ plaintext: Bytes, to recipients: [Recipient], encryption: ContentEncryption,
        header: JSON.Object = JSON.Object(), authenticating data: Bytes = [], random: Random
    ) throws(JOSEError) -> JSON.Object {
        guard !recipients.isEmpty else { throw .malformed("no recipient") }
        var protected = header
        protected["enc"] = .string(encryption.rawValue)
        var contentKey: Bytes?
        var entries: [JSON] = []
        for recipient in recipients {
            let own = recipient.header.adding(alg: recipient.algorithm, kid: recipient.key.id)
            let wrapped = try wrap(recipient, encryption, contentKey, protected.adding(own), random)
            contentKey = wrapped.contentKey
            var entry: JSON.Object = ["header": .object(own.adding(wrapped.header))]
            if !wrapped.encryptedKey.isEmpty {
                entry["encrypted_key"] = .string(Base64.encodeURL(wrapped.encryptedKey))
            }
            entries.append(.object(entry))
        }
        let content = try encrypt(plaintext, contentKey ?? [], encryption, protected, data, random)
        var output: JSON.Object = ["protected": .string(content.protected), "recipients": .array(entries)]
        if !data.isEmpty { output["aad"] = .string(Base64.encodeURL(data)) }
        output["iv"] = .string(content.nonce)
        output["ciphertext"] = .string(content.ciphertext)
        output["tag"] = .string(content.tag)
        return output
    }

    private typealias Content = (protected: String, nonce: String, ciphertext: String, tag: String)

    /// One recipient, everything protected.
    private static func seal(
        _ plaintext: Bytes, _ recipient: Recipient, _ encryption: ContentEncryption, _ header: JSON.Object,
        _ data: Bytes, _ random: Random
    ) throws(JOSEError) -> (
        protected: String, encryptedKey: String, nonce: String, ciphertext: String, tag: String
    ) {
        var protected = JSON.Object().adding(alg: recipient.algorithm, kid: recipient.key.id)
        protected["enc"] = .string(encryption.rawValue)
        protected = protected.adding(header)
        let wrapped = try wrap(recipient, encryption, nil, protected.adding(recipient.header), random)
        protected = protected.adding(wrapped.header)
        let content = try encrypt(plaintext, wrapped.contentKey, encryption, protected, data, random)
        return (
            content.protected, Base64.encodeURL(wrapped.encryptedKey), content.nonce, content.ciphertext, content.tag
        )
    }

    private static func wrap(
        _ recipient: Recipient, _ encryption: ContentEncryption, _ contentKey: Bytes?, _ header: JSON.Object,
        _ random: Random
    ) throws(JOSEError) -> KeyManagement.Wrapped {
        let management = KeyManagement(algorithm: recipient.algorithm, encryption: encryption)
        try management.require(recipient.key, toEncrypt: true)
        do {
            return try management.wrap(
                for: recipient.key, contentKey: contentKey, iterations: recipient.iterations, random: random,
                header: header)
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .wrongKey("it does not encrypt with \(recipient.algorithm.rawValue)")
        }
    }

    private static func encrypt(
        _ plaintext: Bytes, _ key: Bytes, _ encryption: ContentEncryption, _ header: JSON.Object, _ data: Bytes,
        _ random: Random
    ) throws(JOSEError) -> Content {
        guard header["zip"] == nil else { throw .unsupported("zip") }
        let protected = Base64.encodeURL(JSON.object(header).bytes)
        let nonce = random.bytes(encryption.nonceSize)
        let sealed = try wrapping { () throws(CryptographyError) in
            try encryption.seal(
                plaintext, key: key, nonce: nonce, authenticating: authenticated(protected, data))
        }
        return (
            protected, Base64.encodeURL(nonce), Base64.encodeURL(sealed.ciphertext), Base64.encodeURL(sealed.tag)
        )
    }

    /// RFC 7516 §5.1 step 14.
    static func authenticated(_ protected: String, _ data: Bytes?) -> Bytes {
        guard let data, !data.isEmpty else { return Bytes(utf8: protected) }
        return Bytes(utf8: protected + "." + Base64.encodeURL(data))
    }
}

extension JSON.Object {
    /// With `others` in front of nothing and over whatever has their names.
    fileprivate func adding(_ others: JSON.Object) -> JSON.Object {
        var result = self
        for member in others.members { result[member.name] = member.value }
        return result
    }

    fileprivate func adding(alg: KeyManagementAlgorithm, kid: String?) -> JSON.Object {
        var result = self
        result["alg"] = .string(alg.rawValue)
        if let kid { result["kid"] = .string(kid) }
        return result
    }
}
