import Base
import COpenSSL

/// A name of a subject alternative name extension (RFC 5280 §4.2.1.6).
package enum GeneralName: Hashable, Sendable {
    case dns(String)
    case email(String)
    case uri(String)
    /// 4 or 16 bytes.
    case ip(Bytes)
    case directory([NameAttribute])
    /// A kind that nothing here compares.
    case other
}

extension Certificate {
    /// In the order of the certificate. A name with a NUL or a byte beyond ASCII is `other`, so that it can be
    /// taken for no name.
    package var subjectAlternativeNames: [GeneralName] {
        guard let found = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(found)
        defer { GENERAL_NAMES_free(names) }
        return (0..<OPENSSL_sk_num(names)).compactMap { index in
            OPENSSL_sk_value(names, index).map { Certificate.name($0.assumingMemoryBound(to: GENERAL_NAME.self)) }
        }
    }

    private static func name(_ name: UnsafePointer<GENERAL_NAME>) -> GeneralName {
        var type: Int32 = 0
        guard let value = GENERAL_NAME_get0_value(name, &type) else { return .other }
        if type == GEN_DIRNAME { return .directory(attributes(of: OpaquePointer(value))) }
        let isText = [GEN_DNS, GEN_EMAIL, GEN_URI].contains(type)
        guard isText || type == GEN_IPADD else { return .other }
        let bytes = bytes(UnsafePointer(value.assumingMemoryBound(to: ASN1_STRING.self)))
        guard isText else { return .ip(bytes) }
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else { return .other }
        let text = String(decoding: bytes, as: UTF8.self)
        return type == GEN_DNS ? .dns(text) : type == GEN_EMAIL ? .email(text) : .uri(text)
    }
}
