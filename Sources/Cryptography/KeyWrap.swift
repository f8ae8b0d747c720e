import Base
import COpenSSL

/// AES key wrap (RFC 3394). What is wrapped has at least 16 bytes, in steps of 8.
package enum AESKeyWrap {
    package static func wrap(_ secret: Bytes, key: Bytes) throws(CryptographyError) -> Bytes {
        guard secret.count >= 16, secret.count % 8 == 0 else { throw .malformed("key to wrap") }
        let context = try CipherContext(cipher(key), key: key, nonce: nil, encrypts: true, wraps: true)
        return try context.process(secret)
    }

    package static func unwrap(_ wrapped: Bytes, key: Bytes) throws(CryptographyError) -> Bytes {
        guard wrapped.count >= 24, wrapped.count % 8 == 0 else { throw .decryptionFailed }
        let context = try CipherContext(cipher(key), key: key, nonce: nil, encrypts: false, wraps: true)
        return try context.process(wrapped)
    }

    private static func cipher(_ key: Bytes) throws(CryptographyError) -> OpaquePointer {
        switch key.count {
        case 16: EVP_aes_128_wrap()
        case 24: EVP_aes_192_wrap()
        case 32: EVP_aes_256_wrap()
        default: throw .wrongKey("AES keys have 16, 24 or 32 bytes")
        }
    }
}

/// RSAES-OAEP (RFC 8017 §7.1) with one hash for the label and the mask. SHA-1 serves JOSE's `RSA-OAEP` only, where
/// its collisions do not matter. RSAES-PKCS1-v1_5 has no spelling here.
extension PublicKey {
    package func encryptOAEP(_ plaintext: Bytes, hash: Hash) throws(CryptographyError) -> Bytes {
        let context = try OAEPContext(native, hash, EVP_PKEY_encrypt_init)
        var output = Bytes(repeating: 0, count: native.size)
        var count = output.count
        let status = EVP_PKEY_encrypt(context.pointer, &output, &count, plaintext, plaintext.count)
        try OpenSSL.require(status, .malformed("plaintext for RSA-OAEP"))
        return Bytes(output.prefix(count))
    }
}

extension PrivateKey {
    package func decryptOAEP(_ ciphertext: Bytes, hash: Hash) throws(CryptographyError) -> Bytes {
        let context = try OAEPContext(native, hash, EVP_PKEY_decrypt_init)
        var output = Bytes(repeating: 0, count: native.size)
        var count = output.count
        let status = EVP_PKEY_decrypt(context.pointer, &output, &count, ciphertext, ciphertext.count)
        try OpenSSL.require(status, .decryptionFailed)
        return Bytes(output.prefix(count))
    }
}

private struct OAEPContext: ~Copyable {
    let pointer: OpaquePointer

    init(_ key: NativeKey, _ hash: Hash, _ begin: (OpaquePointer) -> Int32) throws(CryptographyError) {
        guard case .rsa = key.kind else { throw .wrongKey("RSA-OAEP needs RSA") }
        let context = try OpenSSL.require(EVP_PKEY_CTX_new(key.pointer, nil), .library("EVP_PKEY_CTX_new"))
        let isReady =
            begin(context) == 1 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_oaep_md(context, hash.evp) == 1
            && EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash.evp) == 1
        guard isReady else {
            EVP_PKEY_CTX_free(context)
            OpenSSL.forgetErrors()
            throw .library("RSA-OAEP set-up")
        }
        pointer = context
    }

    deinit { EVP_PKEY_CTX_free(pointer) }
}

extension PrivateKey {
    /// The shared secret of Diffie-Hellman with `other`, a key on the same curve: the x coordinate (SP 800-56A
    /// §5.7.1.2) or the octets of RFC 7748. All zeros are refused where
    /// RFC 7748 §6.1 says so; on the NIST curves the coordinate may be zero.
    package func agree(with other: PublicKey) throws(CryptographyError) -> Secret<Bytes> {
        guard case .elliptic(let curve) = kind, curve.agreesOnKeys, other.kind == kind else {
            throw .wrongKey("key agreement needs two keys on one curve")
        }
        let context = try OpenSSL.require(EVP_PKEY_CTX_new(native.pointer, nil), .library("EVP_PKEY_CTX_new"))
        defer { EVP_PKEY_CTX_free(context) }
        try OpenSSL.require(EVP_PKEY_derive_init(context), .library("EVP_PKEY_derive_init"))
        try OpenSSL.require(EVP_PKEY_derive_set_peer(context, other.native.pointer), .decryptionFailed)
        var secret = Bytes(repeating: 0, count: curve.size)
        var count = secret.count
        try OpenSSL.require(EVP_PKEY_derive(context, &secret, &count), .decryptionFailed)
        let isZero = secret.allSatisfy { $0 == 0 }
        guard count == curve.size, curve.isWeierstrass || !isZero else { throw .decryptionFailed }
        return Secret(secret)
    }
}
