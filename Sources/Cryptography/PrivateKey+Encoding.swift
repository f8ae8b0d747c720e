import Base
import COpenSSL

// Files: PKCS#8, PEM and PKCS#12.
extension PrivateKey {
    /// PKCS#8 (RFC 5208), PKCS#1 or SEC 1 in DER, not encrypted, with nothing after it.
    package init(der: Bytes) throws(CryptographyError) {
        let key = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let key = d2i_AutoPrivateKey(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        try self.init(owning: try OpenSSL.require(key, .malformed("private key")))
    }

    /// The first private key of a PEM text, decrypted with `password` where it is encrypted.
    package init(pem: String, password: Secret<String> = Secret("")) throws(CryptographyError) {
        let key = try withMemory(Bytes(utf8: pem)) { bio in
            withPassword(password.exposed) { PEM_read_bio_PrivateKey(bio, nil, nil, $0) }
        }
        try self.init(owning: try OpenSSL.require(key, .malformed("PEM private key, or its password is wrong")))
    }

    /// PKCS#8 in DER (RFC 5208 §5), not encrypted.
    package var der: Secret<Bytes> {
        get throws(CryptographyError) {
            let info = try OpenSSL.require(EVP_PKEY2PKCS8(native.pointer), .library("EVP_PKEY2PKCS8"))
            defer { PKCS8_PRIV_KEY_INFO_free(info) }
            let bytes = OpenSSL.der { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
            return Secret(try OpenSSL.require(bytes, .library("i2d_PKCS8_PRIV_KEY_INFO")))
        }
    }

    /// PKCS#8 in PEM, not encrypted.
    package var pem: Secret<String> {
        get throws(CryptographyError) {
            let text = try OpenSSL.text { PEM_write_bio_PKCS8PrivateKey($0, native.pointer, nil, nil, 0, nil, nil) }
            return Secret(text)
        }
    }
}

/// What a PKCS#12 file (RFC 7292) holds: a key, its certificate, and the other certificates.
package struct PKCS12: Sendable {
    package let privateKey: PrivateKey
    package let certificate: Certificate
    package let chain: [Certificate]

    /// Opens a file. Those encrypted with RC2, as Windows wrote them before 2018, need OpenSSL's legacy provider
    /// and are refused; `openssl pkcs12 -legacy` converts them.
    package init(der: Bytes, password: Secret<String>) throws(CryptographyError) {
        let file = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_PKCS12(nil, &cursor, buffer.count)
        }
        let store = try OpenSSL.require(file, .malformed("PKCS#12 file"))
        defer { PKCS12_free(store) }
        var key: OpaquePointer?
        var leaf: OpaquePointer?
        var others: OpaquePointer?
        let status = PKCS12_parse(store, password.exposed, &key, &leaf, &others)
        let rest = Certificate.taking(stack: others)
        let certificate = leaf.map(Certificate.init(owning:))
        let privateKey = try key.map { pointer throws(CryptographyError) in try PrivateKey(owning: pointer) }
        try OpenSSL.require(status, .malformed("PKCS#12 file, or its password is wrong"))
        self.privateKey = try OpenSSL.require(privateKey, .malformed("PKCS#12 file: it has no private key"))
        self.certificate = try OpenSSL.require(certificate, .malformed("PKCS#12 file: it has no certificate"))
        chain = rest
    }
}
