import Base
import COpenSSL

extension PrivateKey {
    /// Signs with a fresh context, so any number of threads may share the key. ECDSA gives r and s, each as long as
    /// the curve's field (RFC 7518 §3.4).
    package func sign(
        _ message: some Collection<UInt8>, using algorithm: SignatureAlgorithm
    ) throws(CryptographyError) -> Bytes {
        let signature = try signNatively(Bytes(message), algorithm)
        guard algorithm.family == .ecdsa else { return signature }
        return try ECDSASignature(der: signature, half: native.size).joined
    }

    /// ECDSA as X.509, COSE attestation and TLS write it: DER.
    package func signDER(
        _ message: some Collection<UInt8>, using algorithm: SignatureAlgorithm
    ) throws(CryptographyError) -> Bytes {
        try signNatively(Bytes(message), algorithm)
    }

    private func signNatively(_ message: Bytes, _ algorithm: SignatureAlgorithm) throws(CryptographyError) -> Bytes {
        guard algorithm.fits(kind) else { throw .wrongKey("it does not sign with \(algorithm.rawValue)") }
        let context = try OpenSSL.require(EVP_MD_CTX_new(), .library("EVP_MD_CTX_new"))
        defer { EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        let started = EVP_DigestSignInit(context, &parameters, algorithm.hash?.evp, nil, native.pointer)
        try OpenSSL.require(started, .library("EVP_DigestSignInit"))
        try algorithm.configure(parameters)
        var signature = Bytes(repeating: 0, count: Int(EVP_PKEY_get_size(native.pointer)))
        var count = signature.count
        let status = EVP_DigestSign(context, &signature, &count, message, message.count)
        try OpenSSL.require(status, .library("EVP_DigestSign"))
        return Bytes(signature.prefix(count))
    }
}

extension PublicKey {
    /// Whether `signature` is one of `message`. ECDSA in the form of `PrivateKey.sign`. A key of another kind
    /// verifies nothing.
    package func verify(
        _ signature: Bytes, of message: some Collection<UInt8>, using algorithm: SignatureAlgorithm
    ) -> Bool {
        guard algorithm.family == .ecdsa else { return verifyNatively(signature, Bytes(message), algorithm) }
        guard let parts = ECDSASignature(joined: signature, half: native.size) else { return false }
        return verifyNatively(parts.der, Bytes(message), algorithm)
    }

    /// The same with ECDSA in DER.
    package func verifyDER(
        _ signature: Bytes, of message: some Collection<UInt8>, using algorithm: SignatureAlgorithm
    ) -> Bool {
        verifyNatively(signature, Bytes(message), algorithm)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-1, which has no name in JOSE and no place in new protocols. Attestations of old TPMs
    /// have nothing better.
    package func verifySHA1(_ signature: Bytes, of message: Bytes) -> Bool {
        guard case .rsa = kind, let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            OpenSSL.forgetErrors()
        }
        return EVP_DigestVerifyInit(context, nil, EVP_sha1(), nil, native.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private func verifyNatively(_ signature: Bytes, _ message: Bytes, _ algorithm: SignatureAlgorithm) -> Bool {
        guard algorithm.fits(kind), let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        guard EVP_DigestVerifyInit(context, &parameters, algorithm.hash?.evp, nil, native.pointer) == 1,
            (try? algorithm.configure(parameters)) != nil,
            EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        else {
            OpenSSL.forgetErrors()
            return false
        }
        return true
    }
}

extension SignatureAlgorithm {
    /// RFC 7518 §3.5: the salt of PSS is as long as the digest, and its mask uses the same hash.
    fileprivate func configure(_ context: OpaquePointer?) throws(CryptographyError) {
        guard family == .rsaPSS else { return }
        let padded = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING)
        try OpenSSL.require(padded, .library("EVP_PKEY_CTX_set_rsa_padding"))
        let salted = EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST)
        try OpenSSL.require(salted, .library("EVP_PKEY_CTX_set_rsa_pss_saltlen"))
    }
}

/// The two numbers of an ECDSA signature, and its two spellings.
struct ECDSASignature {
    /// r and s, each padded to the curve's field: IEEE P1363, and RFC 7518 §3.4.
    let joined: Bytes

    init?(joined: Bytes, half: Int) {
        guard joined.count == 2 * half else { return nil }
        self.joined = joined
    }

    init(der: Bytes, half: Int) throws(CryptographyError) {
        let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &cursor, buffer.count)
        }
        let signature = try OpenSSL.require(parsed, .malformed("ECDSA signature"))
        defer { ECDSA_SIG_free(signature) }
        guard let r = OpenSSL.bytes(of: ECDSA_SIG_get0_r(signature), width: half),
            let s = OpenSSL.bytes(of: ECDSA_SIG_get0_s(signature), width: half)
        else { throw .malformed("ECDSA signature") }
        joined = r + s
    }

    /// `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 §2.2.3).
    var der: Bytes {
        let half = joined.count / 2
        let body = integer(joined.prefix(half)) + integer(joined.suffix(half))
        return [0x30] + (body.count < 128 ? [] : [0x81]) + [UInt8(body.count)] + body
    }

    private func integer(_ number: ArraySlice<UInt8>) -> Bytes {
        var digits = Bytes(number.drop { $0 == 0 })
        if digits.isEmpty || digits[0] & 0x80 != 0 { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
