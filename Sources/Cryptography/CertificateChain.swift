import Base
import COpenSSL

/// A chain that was checked (RFC 5280 §6) and leads to a root that the caller trusts. Only a successful check makes
/// one.
package struct CertificateChain: Sendable {
    /// From the leaf to the root.
    package let certificates: [Certificate]

    package var leaf: Certificate { certificates[0] }

    /// Checks `leaf` against `roots` at the time `now`: signatures, validity, basic constraints, name constraints,
    /// critical extensions, and at least 112 bits of strength (so no SHA-1). Revocation is not asked for.
    ///
    /// `anchorsAnywhere`: every one of `roots` is trusted as it is, self-signed or not, as FIDO metadata means it.
    package init(
        leaf: Certificate, intermediates: [Certificate] = [], roots: [Certificate], now: Timestamp,
        anchorsAnywhere: Bool = false
    ) throws(CryptographyError) {
        let store = try OpenSSL.require(X509_STORE_new(), .library("X509_STORE_new"))
        defer { X509_STORE_free(store) }
        for root in roots {
            try OpenSSL.require(X509_STORE_add_cert(store, root.pointer), .library("X509_STORE_add_cert"))
        }
        let others = try OpenSSL.require(OPENSSL_sk_new_null(), .library("OPENSSL_sk_new_null"))
        defer { OPENSSL_sk_free(others) }
        for certificate in intermediates { OPENSSL_sk_push(others, UnsafeRawPointer(certificate.pointer)) }
        let context = try OpenSSL.require(X509_STORE_CTX_new(), .library("X509_STORE_CTX_new"))
        defer { X509_STORE_CTX_free(context) }
        let started = X509_STORE_CTX_init(context, store, leaf.pointer, others)
        try OpenSSL.require(started, .library("X509_STORE_CTX_init"))
        try CertificateChain.configure(context, now, anchorsAnywhere)
        let status = X509_verify_cert(context)
        try OpenSSL.require(status, .untrusted(CertificateChain.reason(context)))
        certificates = Certificate.taking(stack: X509_STORE_CTX_get1_chain(context))
        withExtendedLifetime((leaf, intermediates, roots)) {}
    }

    private static func configure(
        _ context: OpaquePointer, _ now: Timestamp, _ anchorsAnywhere: Bool
    ) throws(CryptographyError) {
        let parameters = try OpenSSL.require(X509_STORE_CTX_get0_param(context), .library("X509_STORE_CTX_get0_param"))
        X509_VERIFY_PARAM_set_time(parameters, Int(now.seconds))
        X509_VERIFY_PARAM_set_depth(parameters, 8)
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        guard anchorsAnywhere else { return }
        let flagged = X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        try OpenSSL.require(flagged, .library("X509_VERIFY_PARAM_set_flags"))
    }

    private static func reason(_ context: OpaquePointer) -> String {
        let code = X509_STORE_CTX_get_error(context)
        return X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
    }
}
