import Base
import COpenSSL

/// One attribute of a distinguished name: its dotted OID and its text.
package struct NameAttribute: Hashable, Sendable {
    package let oid: String
    package let value: String

    package init(oid: String, value: String) { (self.oid, self.value) = (oid, value) }
}

/// What profiles of certificates (attestation, TPM keys) ask about.
extension Certificate {
    /// The subject, in its order. Empty where the certificate names nobody.
    package var subjectAttributes: [NameAttribute] { Certificate.attributes(of: X509_get_subject_name(pointer)) }

    /// Nil without the extension of basic constraints; otherwise whether it says that this is an authority.
    package var basicConstraints: Bool? {
        let flags = X509_get_extension_flags(pointer)
        guard flags & UInt32(EXFLAG_BCONS) != 0 else { return nil }
        return flags & UInt32(EXFLAG_CA) != 0
    }

    /// Whether the extension `oid` (dotted) is there at least once.
    package func hasExtension(_ oid: String) -> Bool {
        guard let object = OBJ_txt2obj(oid, 1) else { return false }
        defer { ASN1_OBJECT_free(object) }
        return X509_get_ext_by_OBJ(pointer, object, -1) >= 0
    }

    /// The dotted OIDs of the extended key usage (RFC 5280 §4.2.1.12); nil where the extension is absent.
    package var extendedKeyUsages: [String]? {
        guard let found = X509_get_ext_d2i(pointer, NID_ext_key_usage, nil, nil) else { return nil }
        let usages = OpaquePointer(found)
        defer { EXTENDED_KEY_USAGE_free(usages) }
        return (0..<OPENSSL_sk_num(usages)).compactMap { index in
            OPENSSL_sk_value(usages, index).map { Certificate.dotted(OpaquePointer($0)) }
        }
    }

    /// SHA-1 of the key's bits: the first way of RFC 5280 §4.2.1.2 to name a key, and the name of U2F devices in
    /// FIDO metadata.
    package var keyIdentifier: Bytes {
        guard let bits = X509_get0_pubkey_bitstr(pointer) else { return [] }
        return Hash.sha1(Certificate.bytes(bits))
    }

    static func attributes(of name: OpaquePointer?) -> [NameAttribute] {
        guard let name else { return [] }
        return (0..<X509_NAME_entry_count(name)).compactMap { index in
            guard let entry = X509_NAME_get_entry(name, index), let data = X509_NAME_ENTRY_get_data(entry) else {
                return nil
            }
            return NameAttribute(oid: dotted(X509_NAME_ENTRY_get_object(entry)), value: utf8(data))
        }
    }

    private static func dotted(_ object: OpaquePointer?) -> String {
        var text = [CChar](repeating: 0, count: 128)
        let count = OBJ_obj2txt(&text, Int32(text.count), object, 1)
        guard (1..<Int32(text.count)).contains(count) else { return "" }
        return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func utf8(_ string: UnsafePointer<ASN1_STRING>) -> String {
        var output: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&output, string)
        guard count >= 0, let output else {
            OpenSSL.forgetErrors()
            return ""
        }
        defer { CRYPTO_free(output, nil, 0) }
        return String(decoding: UnsafeBufferPointer(start: output, count: Int(count)), as: UTF8.self)
    }
}
