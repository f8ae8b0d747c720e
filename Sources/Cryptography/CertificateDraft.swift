import Base
import COpenSSL

/// A certificate before it is signed. Only the development authority issues any.
struct CertificateDraft {
    let serialNumber: Bytes
    let commonName: String
    let key: PublicKey
    let notBefore: Timestamp
    let notAfter: Timestamp
    /// In the text form of `x509v3_config(5)`.
    var extensions: [(identifier: Int32, value: String)] = []

    /// Signs with `signer`, in the name of `issuer`, or of the certificate itself where that is nil.
    func signed(by signer: PrivateKey, issuer: Certificate?) throws(CryptographyError) -> Certificate {
        let certificate = Certificate(owning: try OpenSSL.require(X509_new(), .library("X509_new")))
        try OpenSSL.require(X509_set_version(certificate.pointer, 2), .library("X509_set_version"))
        try setSerialNumber(of: certificate)
        ASN1_TIME_set(X509_getm_notBefore(certificate.pointer), Int(notBefore.seconds))
        ASN1_TIME_set(X509_getm_notAfter(certificate.pointer), Int(notAfter.seconds))
        try OpenSSL.require(X509_set_pubkey(certificate.pointer, key.native.pointer), .library("X509_set_pubkey"))
        try setNames(of: certificate, issuer: issuer)
        try addExtensions(to: certificate, issuer: issuer ?? certificate)
        let isSigned = X509_sign(certificate.pointer, signer.native.pointer, EVP_sha256()) > 0
        try OpenSSL.require(Int32(isSigned ? 1 : 0), .library("X509_sign"))
        return certificate
    }

    /// RFC 5280 §4.1.2.2: positive, so the first bit is cleared.
    private func setSerialNumber(of certificate: Certificate) throws(CryptographyError) {
        var bytes = serialNumber
        bytes[0] = bytes[0] & 0x7f | 0x40
        let number = try OpenSSL.require(BN_bin2bn(bytes, Int32(bytes.count), nil), .library("BN_bin2bn"))
        defer { BN_free(number) }
        let serial = X509_get_serialNumber(certificate.pointer)
        let written = BN_to_ASN1_INTEGER(number, serial)
        guard written != nil else { throw .library("BN_to_ASN1_INTEGER") }
    }

    private func setNames(of certificate: Certificate, issuer: Certificate?) throws(CryptographyError) {
        let name = X509_get_subject_name(certificate.pointer)
        let text = Bytes(utf8: commonName)
        let added = X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, Int32(text.count), -1, 0)
        try OpenSSL.require(added, .library("X509_NAME_add_entry"))
        let issuerName = X509_get_subject_name((issuer ?? certificate).pointer)
        try OpenSSL.require(X509_set_issuer_name(certificate.pointer, issuerName), .library("X509_set_issuer_name"))
    }

    private func addExtensions(to certificate: Certificate, issuer: Certificate) throws(CryptographyError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.pointer, certificate.pointer, nil, nil, 0)
        for (identifier, value) in extensions {
            let made = X509V3_EXT_conf_nid(nil, &context, identifier, value)
            let entry = try OpenSSL.require(made, .malformed("certificate extension"))
            defer { X509_EXTENSION_free(entry) }
            try OpenSSL.require(X509_add_ext(certificate.pointer, entry, -1), .library("X509_add_ext"))
        }
    }
}
