import Base

/// One version of the master key: 32 bytes kept outside the database.
package struct MasterKey: Sendable {
    /// Names the key in what it sealed. Higher is newer.
    package let version: UInt32
    let bytes: Secret<Bytes>

    package init(version: UInt32, bytes: Secret<Bytes>) throws(CryptographyError) {
        guard bytes.exposed.count == 32 else { throw .wrongKey("a master key has 32 bytes") }
        (self.version, self.bytes) = (version, bytes)
    }

    /// A key of its own for something that is not sealed but signed or digested.
    package func derived(for purpose: String) -> Secret<Bytes> {
        let info = Bytes(utf8: "derived \(purpose)")
        guard let key = HKDF.derive(.sha256, secret: bytes.exposed, info: info, count: 32) else {
            preconditionFailure("HKDF-SHA256 gives up to 8160 bytes")
        }
        return Secret(key)
    }
}

/// Seals secrets at rest: AES-256-GCM under a key that HKDF derives from the master key for each purpose and each
/// value, so that no number of values comes near the limits of a random 96-bit nonce.
///
/// A sealed value is `1 ‖ key version (4) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. The key binds it to its
/// purpose, the authenticated data to its place: moved to another row or column it does not open. To rotate, give the
/// new key beside the old ones; the newest seals, each opens what it sealed, and `needsResealing` finds what is left to
/// rewrite.
package struct Sealer: Sendable {
    private let keys: [UInt32: MasterKey]
    private let newest: MasterKey
    private let random: Random

    private static let format: UInt8 = 1
    private static let saltSize = 16
    private static let headSize = 5 + saltSize + AESGCM.nonceSize

    package init(keys: [MasterKey], random: Random) throws(CryptographyError) {
        guard let newest = keys.max(by: { $0.version < $1.version }) else { throw .wrongKey("no master key given") }
        guard Set(keys.map(\.version)).count == keys.count else { throw .wrongKey("two master keys of one version") }
        self.keys = Dictionary(uniqueKeysWithValues: keys.map { ($0.version, $0) })
        (self.newest, self.random) = (newest, random)
    }

    /// `purpose` names the kind of secret (`policy-key`), `place` where this one is kept (the row's identifier).
    package func seal(_ plaintext: Bytes, purpose: String, place: String) throws(CryptographyError) -> Bytes {
        let head = [Sealer.format] + bigEndian(Int(newest.version)) + random.bytes(Sealer.saltSize + AESGCM.nonceSize)
        let sealed = try AESGCM.seal(
            plaintext, key: key(newest, purpose, head), nonce: nonce(head),
            authenticating: head + Bytes(utf8: place))
        return head + sealed.ciphertext + sealed.tag
    }

    /// The plaintext. `decryptionFailed` where the value was changed, moved, cut, or sealed by a key that is not here.
    package func open(_ sealed: Bytes, purpose: String, place: String) throws(CryptographyError) -> Bytes {
        guard sealed.count >= Sealer.headSize + AESGCM.tagSize, sealed[0] == Sealer.format,
            let version = version(of: sealed), let master = keys[version]
        else { throw .decryptionFailed }
        let head = Bytes(sealed.prefix(Sealer.headSize))
        let body = sealed.dropFirst(Sealer.headSize)
        let parts = AESGCM.Sealed(
            ciphertext: Bytes(body.dropLast(AESGCM.tagSize)), tag: Bytes(body.suffix(AESGCM.tagSize)))
        return try AESGCM.open(
            parts, key: key(master, purpose, head), nonce: nonce(head),
            authenticating: head + Bytes(utf8: place))
    }

    /// Whether another key than the newest sealed it, or nothing of ours did.
    package func needsResealing(_ sealed: Bytes) -> Bool { version(of: sealed) != newest.version }

    private func version(of sealed: Bytes) -> UInt32? {
        guard sealed.count >= 5 else { return nil }
        return sealed[1..<5].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func nonce(_ head: Bytes) -> Bytes { Bytes(head.suffix(AESGCM.nonceSize)) }

    private func key(_ master: MasterKey, _ purpose: String, _ head: Bytes) throws(CryptographyError) -> Bytes {
        let info = Bytes(utf8: "cardea sealed value\u{0}" + purpose)
        let salt = Bytes(head[5..<5 + Sealer.saltSize])
        let key = HKDF.derive(.sha256, secret: master.bytes.exposed, salt: salt, info: info, count: 32)
        return try OpenSSL.require(key, .library("HKDF"))
    }
}
