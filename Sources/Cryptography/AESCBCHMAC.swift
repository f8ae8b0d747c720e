import Base
import COpenSSL

/// AES-CBC with HMAC as one authenticated cipher (RFC 7518 §5.2): the first half of the key authenticates, the
/// second encrypts. The tag is checked, in constant time, before anything is decrypted, so padding says nothing.
package enum AESCBCHMAC {
    package static let nonceSize = 16

    package static func seal(
        _ plaintext: Bytes, key: Bytes, nonce: Bytes, authenticating data: Bytes
    ) throws(CryptographyError) -> AESGCM.Sealed {
        let keys = try Keys(key)
        let context = try CipherContext(keys.cipher, key: keys.encryption, nonce: nonce, encrypts: true)
        let ciphertext = try context.process(plaintext)
        return AESGCM.Sealed(ciphertext: ciphertext, tag: keys.tag(nonce, ciphertext, data))
    }

    package static func open(
        _ sealed: AESGCM.Sealed, key: Bytes, nonce: Bytes, authenticating data: Bytes
    ) throws(CryptographyError) -> Bytes {
        let keys = try Keys(key)
        guard nonce.count == nonceSize, constantTimeEqual(keys.tag(nonce, sealed.ciphertext, data), sealed.tag) else {
            throw .decryptionFailed
        }
        let context = try CipherContext(keys.cipher, key: keys.encryption, nonce: nonce, encrypts: false)
        return try context.process(sealed.ciphertext)
    }

    private struct Keys {
        let authentication: Bytes
        let encryption: Bytes
        let hash: Hash
        let cipher: OpaquePointer

        init(_ key: Bytes) throws(CryptographyError) {
            switch key.count {
            case 32: (hash, cipher) = (.sha256, EVP_aes_128_cbc())
            case 48: (hash, cipher) = (.sha384, EVP_aes_192_cbc())
            case 64: (hash, cipher) = (.sha512, EVP_aes_256_cbc())
            default: throw .wrongKey("AES-CBC-HMAC keys have 32, 48 or 64 bytes")
            }
            authentication = Bytes(key.prefix(key.count / 2))
            encryption = Bytes(key.suffix(key.count / 2))
        }

        func tag(_ nonce: Bytes, _ ciphertext: Bytes, _ data: Bytes) -> Bytes {
            let bits = withUnsafeBytes(of: UInt64(data.count * 8).bigEndian) { Bytes($0) }
            let code = HMAC.code(hash, data + nonce + ciphertext + bits, key: authentication)
            return Bytes(code.prefix(authentication.count))
        }
    }
}
