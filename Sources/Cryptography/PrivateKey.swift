import Base
import COpenSSL

/// A private key with its public key. Printing one shows nothing of it.
package struct PrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
    let native: NativeKey

    package var kind: KeyKind { native.kind }
    package var description: String { "(private key)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// The public half. It shares the OpenSSL object; its type has no way to sign.
    package var publicKey: PublicKey { PublicKey(native) }

    /// Takes over an EVP_PKEY after checking it.
    init(owning pointer: OpaquePointer) throws(CryptographyError) {
        native = try NativeKey(owning: pointer)
    }

    /// A new RSA key with the public exponent 65537. `bits` is 2,048 to 8,192; 2,048 takes about 0.1 s.
    package static func rsa(bits: Int = 2048) throws(CryptographyError) -> PrivateKey {
        guard (2048...8192).contains(bits) else { throw .weakKey("RSA of \(bits) bits") }
        return try generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, Int32(bits)) }
    }

    /// A new key on `curve`.
    package static func elliptic(_ curve: Curve) throws(CryptographyError) -> PrivateKey {
        guard curve.isWeierstrass else { return try generate(curve.rawValue) { _ in 1 } }
        return try generate("EC") { EVP_PKEY_CTX_set_group_name($0, curve.rawValue) }
    }

    private static func generate(
        _ type: String, _ configure: (OpaquePointer) -> Int32
    ) throws(CryptographyError) -> PrivateKey {
        let context = try OpenSSL.require(EVP_PKEY_CTX_new_from_name(nil, type, nil), .library("EVP_PKEY_CTX_new"))
        defer { EVP_PKEY_CTX_free(context) }
        try OpenSSL.require(EVP_PKEY_keygen_init(context), .library("EVP_PKEY_keygen_init"))
        try OpenSSL.require(configure(context), .library("EVP_PKEY_CTX_set"))
        var key: OpaquePointer?
        try OpenSSL.require(EVP_PKEY_generate(context, &key), .library("EVP_PKEY_generate"))
        return try PrivateKey(owning: try OpenSSL.require(key, .library("EVP_PKEY_generate")))
    }
}

// Reading and writing the numbers themselves.
extension PrivateKey {
    /// A key pair out of both halves, which must belong together.
    package init(_ half: PublicKeyParameters, _ secret: PrivateKeyParameters) throws(CryptographyError) {
        switch (half, secret) {
        case (.rsa(let n, let e), .rsa(let d, let factors)):
            let numbers = [
                (OSSL_PKEY_PARAM_RSA_N, n), (OSSL_PKEY_PARAM_RSA_E, e), (OSSL_PKEY_PARAM_RSA_D, d),
                (RSAName.factor1, factors.p), (RSAName.factor2, factors.q),
                (RSAName.exponent1, factors.dp), (RSAName.exponent2, factors.dq),
                (RSAName.coefficient, factors.qi),
            ]
            try self.init(owning: KeyBuilder(type: "RSA", numbers: numbers).keyPair())
        case (.ec(let curve, let x, let y), .scalar(let d)):
            guard d.count == curve.size, x.count == curve.size, y.count == curve.size else {
                throw .malformed("key of \(curve.rawValue)")
            }
            let builder = KeyBuilder(
                type: "EC", group: curve.rawValue, point: [4] + x + y, numbers: [(OSSL_PKEY_PARAM_PRIV_KEY, d)])
            try self.init(owning: builder.keyPair())
        case (.okp(let curve, _), .scalar(let d)):
            guard d.count == curve.size else { throw .malformed("key of \(curve.rawValue)") }
            let key = EVP_PKEY_new_raw_private_key_ex(nil, curve.rawValue, nil, d, d.count)
            try self.init(owning: try OpenSSL.require(key, .malformed("key of \(curve.rawValue)")))
        case (.rsa, .scalar), (.ec, .rsa), (.okp, .rsa):
            throw .malformed("key of two types")
        }
        try checkHalvesBelongTogether(half)
    }

    /// A key out of its scalar or seed alone; the public half is computed.
    package init(scalar: Secret<Bytes>, on curve: Curve) throws(CryptographyError) {
        guard curve.isWeierstrass else {
            let bytes = scalar.exposed
            guard bytes.count == curve.size else { throw .malformed("key of \(curve.rawValue)") }
            let key = EVP_PKEY_new_raw_private_key_ex(nil, curve.rawValue, nil, bytes, bytes.count)
            self = try PrivateKey(owning: try OpenSSL.require(key, .malformed("key of \(curve.rawValue)")))
            return
        }
        let point = try PrivateKey.multiplyGenerator(by: scalar, on: curve)
        let coordinates = point.dropFirst()
        try self.init(
            .ec(curve, x: Bytes(coordinates.prefix(curve.size)), y: Bytes(coordinates.suffix(curve.size))),
            .scalar(scalar.exposed))
    }

    /// The uncompressed point d·G.
    private static func multiplyGenerator(
        by scalar: Secret<Bytes>, on curve: Curve
    ) throws(CryptographyError) -> Bytes {
        let named = EC_GROUP_new_by_curve_name(EC_curve_nist2nid(curve.rawValue))
        let group = try OpenSSL.require(named, .library("EC_GROUP_new_by_curve_name"))
        defer { EC_GROUP_free(group) }
        let bytes = scalar.exposed
        let number = try OpenSSL.require(BN_bin2bn(bytes, Int32(bytes.count), nil), .library("BN_bin2bn"))
        defer { BN_clear_free(number) }
        let point = try OpenSSL.require(EC_POINT_new(group), .library("EC_POINT_new"))
        defer { EC_POINT_clear_free(point) }
        try OpenSSL.require(EC_POINT_mul(group, point, number, nil, nil, nil), .malformed("private scalar"))
        var output = Bytes(repeating: 0, count: 1 + 2 * curve.size)
        let size = output.count
        let written = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &output, size, nil)
        guard written == size else { throw .malformed("private scalar") }
        return output
    }

    package var secretParameters: PrivateKeyParameters {
        get throws(CryptographyError) {
            switch kind {
            case .rsa:
                return .rsa(
                    d: try native.number(OSSL_PKEY_PARAM_RSA_D),
                    RSAFactors(
                        p: try native.number(RSAName.factor1),
                        q: try native.number(RSAName.factor2),
                        dp: try native.number(RSAName.exponent1),
                        dq: try native.number(RSAName.exponent2),
                        qi: try native.number(RSAName.coefficient)))
            case .elliptic(let curve) where curve.isWeierstrass:
                return .scalar(try native.number(OSSL_PKEY_PARAM_PRIV_KEY, width: curve.size))
            case .elliptic:
                return .scalar(try native.octets(OSSL_PKEY_PARAM_PRIV_KEY))
            }
        }
    }

    /// A private half under another key's public half would give signatures that nobody can verify, or, worse,
    /// reveal the private half through them.
    private func checkHalvesBelongTogether(_ half: PublicKeyParameters) throws(CryptographyError) {
        switch half {
        case .rsa:
            let message = Bytes(utf8: "pairwise consistency")
            let signature = try sign(message, using: .rs256)
            guard publicKey.verify(signature, of: message, using: .rs256) else {
                throw .malformed("RSA key: the halves differ")
            }
        case .ec:
            let context = try OpenSSL.require(EVP_PKEY_CTX_new(native.pointer, nil), .library("EVP_PKEY_CTX_new"))
            defer { EVP_PKEY_CTX_free(context) }
            try OpenSSL.require(EVP_PKEY_pairwise_check(context), .malformed("EC key: the halves differ"))
        case .okp(_, let x):
            guard case .okp(_, let derived) = try publicKey.parameters, derived == x else {
                throw .malformed("OKP key: the halves differ")
            }
        }
    }
}

/// The names of `EVP_PKEY-RSA(7)` that its header builds by joining strings, which the importer does not evaluate.
private enum RSAName {
    static let factor1 = "rsa-factor1"
    static let factor2 = "rsa-factor2"
    static let exponent1 = "rsa-exponent1"
    static let exponent2 = "rsa-exponent2"
    static let coefficient = "rsa-coefficient1"
}
