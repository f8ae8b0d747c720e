import Base
import COpenSSL

/// AES-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag. Other sizes have no spelling: they weaken the
/// mode, and nothing that we speak uses them.
package enum AESGCM {
    package static let nonceSize = 12
    package static let tagSize = 16

    package struct Sealed: Equatable, Sendable {
        package let ciphertext: Bytes
        package let tag: Bytes

        package init(ciphertext: Bytes, tag: Bytes) { (self.ciphertext, self.tag) = (ciphertext, tag) }
    }

    /// A nonce must never be used twice with one key. `key` has 16, 24 or 32 bytes.
    package static func seal(
        _ plaintext: Bytes, key: Bytes, nonce: Bytes, authenticating data: Bytes = []
    ) throws(CryptographyError) -> Sealed {
        let context = try CipherContext(cipher(key), key: key, nonce: nonce, encrypts: true)
        guard nonce.count == nonceSize else { throw .malformed("AES-GCM nonce") }
        try context.authenticate(data)
        let ciphertext = try context.process(plaintext)
        return Sealed(ciphertext: ciphertext, tag: try context.tag(tagSize))
    }

    package static func open(
        _ sealed: Sealed, key: Bytes, nonce: Bytes, authenticating data: Bytes = []
    ) throws(CryptographyError) -> Bytes {
        guard nonce.count == nonceSize, sealed.tag.count == tagSize else { throw .decryptionFailed }
        let context = try CipherContext(cipher(key), key: key, nonce: nonce, encrypts: false)
        try context.authenticate(data)
        try context.expect(tag: sealed.tag)
        do {
            return try context.process(sealed.ciphertext)
        } catch { throw .decryptionFailed }
    }

    private static func cipher(_ key: Bytes) throws(CryptographyError) -> OpaquePointer {
        switch key.count {
        case 16: EVP_aes_128_gcm()
        case 24: EVP_aes_192_gcm()
        case 32: EVP_aes_256_gcm()
        default: throw .wrongKey("AES keys have 16, 24 or 32 bytes")
        }
    }
}

/// One run of a cipher; freed when it leaves scope.
struct CipherContext: ~Copyable {
    private let pointer: OpaquePointer

    init(
        _ cipher: OpaquePointer, key: Bytes, nonce: Bytes?, encrypts: Bool, wraps: Bool = false
    ) throws(CryptographyError) {
        guard key.count == Int(EVP_CIPHER_get_key_length(cipher)),
            nonce.map({ $0.count == Int(EVP_CIPHER_get_iv_length(cipher)) }) ?? true
        else { throw .malformed("key or nonce of a cipher") }
        let context = try OpenSSL.require(EVP_CIPHER_CTX_new(), .library("EVP_CIPHER_CTX_new"))
        if wraps { EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW) }
        let status = EVP_CipherInit_ex(context, cipher, nil, key, nonce, encrypts ? 1 : 0)
        if status != 1 { EVP_CIPHER_CTX_free(context) }
        try OpenSSL.require(status, .library("EVP_CipherInit"))
        pointer = context
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }

    borrowing func authenticate(_ data: Bytes) throws(CryptographyError) {
        guard !data.isEmpty else { return }
        var count: Int32 = 0
        let status = EVP_CipherUpdate(pointer, nil, &count, data, Int32(data.count))
        try OpenSSL.require(status, .library("EVP_CipherUpdate"))
    }

    /// The whole input at once, padding included.
    borrowing func process(_ input: Bytes) throws(CryptographyError) -> Bytes {
        guard input.count < Int32.max - 64 else { throw .malformed("input of a cipher: too long") }
        // Room for a block of padding, or for the eight bytes that key wrap adds.
        var output = Bytes(repeating: 0, count: input.count + 32)
        var written: Int32 = 0
        var rest: Int32 = 0
        // An empty update of a key wrap or of GCM has nothing to say, and a null input means something else.
        if !input.isEmpty {
            let updated = EVP_CipherUpdate(pointer, &output, &written, input, Int32(input.count))
            try OpenSSL.require(updated, .decryptionFailed)
        }
        let finished = output.withUnsafeMutableBufferPointer { buffer in
            EVP_CipherFinal_ex(pointer, buffer.baseAddress.map { $0 + Int(written) }, &rest)
        }
        try OpenSSL.require(finished, .decryptionFailed)
        output.removeLast(output.count - Int(written + rest))
        return output
    }

    borrowing func tag(_ count: Int) throws(CryptographyError) -> Bytes {
        var tag = Bytes(repeating: 0, count: count)
        let status = EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, Int32(count), &tag)
        try OpenSSL.require(status, .library("EVP_CIPHER_CTX_ctrl"))
        return tag
    }

    borrowing func expect(tag: Bytes) throws(CryptographyError) {
        var copy = tag
        let status = EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(copy.count), &copy)
        try OpenSSL.require(status, .library("EVP_CIPHER_CTX_ctrl"))
    }
}
