import Base
import COpenSSL

/// An X.509 certificate (RFC 5280), parsed and not yet trusted. `CertificateChain` decides about trust.
package final class Certificate: @unchecked Sendable, Equatable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// One certificate in DER with nothing after it.
    package convenience init(der: Bytes) throws(CryptographyError) {
        let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let certificate = d2i_X509(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_free(certificate)
                return nil
            }
            return certificate
        }
        self.init(owning: try OpenSSL.require(parsed, .malformed("certificate")))
    }

    /// Every `CERTIFICATE` of a PEM text, in order; at least one, at most `limit`.
    package static func all(pem: String, limit: Int = 1000) throws(CryptographyError) -> [Certificate] {
        let found = try withMemory(Bytes(utf8: pem)) { bio in
            var certificates: [Certificate] = []
            while certificates.count < limit,
                let next = withPassword("", { PEM_read_bio_X509(bio, nil, nil, $0) })
            {
                certificates.append(Certificate(owning: next))
            }
            return certificates
        }
        OpenSSL.forgetErrors()
        guard !found.isEmpty else { throw .malformed("PEM certificate") }
        return found
    }

    /// Takes over a `STACK_OF(X509)`.
    static func taking(stack: OpaquePointer?) -> [Certificate] {
        guard let stack else { return [] }
        defer { OPENSSL_sk_free(stack) }
        return (0..<OPENSSL_sk_num(stack)).compactMap { index in
            OPENSSL_sk_value(stack, index).map { Certificate(owning: OpaquePointer($0)) }
        }
    }

    package static func == (left: Certificate, right: Certificate) -> Bool {
        X509_cmp(left.pointer, right.pointer) == 0
    }
}

extension Certificate {
    package var der: Bytes { OpenSSL.der { i2d_X509(pointer, $0) } ?? [] }

    package var pem: String {
        get throws(CryptographyError) { try OpenSSL.text { PEM_write_bio_X509($0, pointer) } }
    }

    /// SHA-256 of the DER: `x5t#S256` (RFC 7515 §4.1.8).
    package var fingerprint: Bytes { Hash.sha256(der) }
    /// SHA-1 of the DER: `x5t` (RFC 7515 §4.1.7).
    package var sha1Fingerprint: Bytes { Hash.sha1(der) }

    /// The subject in the form of RFC 2253: `CN=…,O=…`.
    package var subject: String { Certificate.text(X509_get_subject_name(pointer)) }
    package var issuer: String { Certificate.text(X509_get_issuer_name(pointer)) }

    /// Big-endian, without a sign byte.
    package var serialNumber: Bytes {
        guard let integer = X509_get0_serialNumber(pointer) else { return [] }
        return Bytes(
            UnsafeBufferPointer(start: ASN1_STRING_get0_data(integer), count: Int(ASN1_STRING_length(integer))))
    }

    /// From X.509 version 3, 1 to 3.
    package var version: Int { Int(X509_get_version(pointer)) + 1 }

    package var notBefore: Timestamp? { Certificate.timestamp(X509_get0_notBefore(pointer)) }
    package var notAfter: Timestamp? { Certificate.timestamp(X509_get0_notAfter(pointer)) }

    /// Whether basic constraints say that it may issue certificates (RFC 5280 §4.2.1.9).
    package var isAuthority: Bool { X509_get_extension_flags(pointer) & UInt32(EXFLAG_CA) != 0 }

    /// The key; throws where it is of a kind or strength that we refuse.
    package var publicKey: PublicKey {
        get throws(CryptographyError) {
            try PublicKey(owning: try OpenSSL.require(X509_get_pubkey(pointer), .malformed("certificate's key")))
        }
    }

    /// The value of the extension `oid` (dotted), in DER, and whether it is critical. Nil where it is absent or
    /// comes twice.
    package func extensionValue(_ oid: String) -> (value: Bytes, isCritical: Bool)? {
        guard let object = OBJ_txt2obj(oid, 1) else { return nil }
        defer { ASN1_OBJECT_free(object) }
        let index = X509_get_ext_by_OBJ(pointer, object, -1)
        guard index >= 0, X509_get_ext_by_OBJ(pointer, object, index) < 0,
            let found = X509_get_ext(pointer, index), let data = X509_EXTENSION_get_data(found)
        else { return nil }
        return (Certificate.bytes(data), X509_EXTENSION_get_critical(found) == 1)
    }

    private static func text(_ name: OpaquePointer?) -> String {
        guard let name else { return "" }
        let text = try? OpenSSL.text { X509_NAME_print_ex($0, name, 0, cardea_name_rfc2253) >= 0 ? 1 : 0 }
        return text ?? ""
    }

    private static func timestamp(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Timestamp(seconds: Int64(days) * 86_400 + Int64(seconds))
    }

    static func bytes(_ string: UnsafePointer<ASN1_STRING>) -> Bytes {
        Bytes(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
    }
}
