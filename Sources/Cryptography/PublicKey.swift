import Base
import COpenSSL

/// A public key: RSA of 2,048 to 8,192 bits, a NIST curve, or a curve of RFC 8037. To hold one is to know that it was
/// checked: on its curve, strong enough, of no broken generator.
package struct PublicKey: Sendable, Equatable {
    let native: NativeKey

    package var kind: KeyKind { native.kind }

    init(_ native: NativeKey) { self.native = native }

    /// Takes over an EVP_PKEY after checking it.
    init(owning pointer: OpaquePointer) throws(CryptographyError) {
        let native = try NativeKey(owning: pointer)
        if case .elliptic(let curve) = native.kind, curve.isWeierstrass { try PublicKey.checkPoint(of: pointer) }
        self.init(native)
    }

    package init(_ parameters: PublicKeyParameters) throws(CryptographyError) {
        switch parameters {
        case .rsa(let n, let e):
            let builder = KeyBuilder(
                type: "RSA", numbers: [(OSSL_PKEY_PARAM_RSA_N, n), (OSSL_PKEY_PARAM_RSA_E, e)])
            try self.init(owning: builder.publicKey())
        case .ec(let curve, let x, let y):
            guard curve.isWeierstrass, x.count == curve.size, y.count == curve.size else {
                throw .malformed("point of \(curve.rawValue)")
            }
            let builder = KeyBuilder(type: "EC", group: curve.rawValue, point: [4] + x + y)
            try self.init(owning: builder.publicKey())
        case .okp(let curve, let x):
            guard !curve.isWeierstrass, x.count == curve.size else { throw .malformed("key of \(curve.rawValue)") }
            let key = EVP_PKEY_new_raw_public_key_ex(nil, curve.rawValue, nil, x, x.count)
            try self.init(owning: try OpenSSL.require(key, .malformed("key of \(curve.rawValue)")))
        }
    }

    /// An uncompressed point (SEC 1 §2.3.3), as U2F and TLS send it. Compressed points are refused.
    package init(uncompressedPoint point: Bytes, on curve: Curve) throws(CryptographyError) {
        guard curve.isWeierstrass, point.count == 1 + 2 * curve.size, point[0] == 4 else {
            throw .malformed("point of \(curve.rawValue)")
        }
        let coordinates = point.dropFirst()
        try self.init(.ec(curve, x: Bytes(coordinates.prefix(curve.size)), y: Bytes(coordinates.suffix(curve.size))))
    }

    /// A SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7), with nothing after it.
    package init(der: Bytes) throws(CryptographyError) {
        let key = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let key = d2i_PUBKEY(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        try self.init(owning: try OpenSSL.require(key, .malformed("SubjectPublicKeyInfo")))
    }

    /// The first `PUBLIC KEY` of a PEM text (RFC 7468 §13).
    package init(pem: String) throws(CryptographyError) {
        let key = try withMemory(Bytes(utf8: pem)) { bio in
            withPassword("") { PEM_read_bio_PUBKEY(bio, nil, nil, $0) }
        }
        try self.init(owning: try OpenSSL.require(key, .malformed("PEM public key")))
    }

    package var parameters: PublicKeyParameters {
        get throws(CryptographyError) {
            switch kind {
            case .rsa:
                return .rsa(
                    n: try native.number(OSSL_PKEY_PARAM_RSA_N), e: try native.number(OSSL_PKEY_PARAM_RSA_E))
            case .elliptic(let curve) where curve.isWeierstrass:
                return .ec(
                    curve, x: try native.number(OSSL_PKEY_PARAM_EC_PUB_X, width: curve.size),
                    y: try native.number(OSSL_PKEY_PARAM_EC_PUB_Y, width: curve.size))
            case .elliptic(let curve):
                return .okp(curve, x: try native.octets(OSSL_PKEY_PARAM_PUB_KEY))
            }
        }
    }

    package var der: Bytes {
        get throws(CryptographyError) {
            try OpenSSL.require(OpenSSL.der { i2d_PUBKEY(native.pointer, $0) }, .library("i2d_PUBKEY"))
        }
    }

    package var pem: String {
        get throws(CryptographyError) { try OpenSSL.text { PEM_write_bio_PUBKEY($0, native.pointer) } }
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.native === right.native || EVP_PKEY_eq(left.native.pointer, right.native.pointer) == 1
    }

    private static func checkPoint(of pointer: OpaquePointer) throws(CryptographyError) {
        let context = try OpenSSL.require(EVP_PKEY_CTX_new(pointer, nil), .library("EVP_PKEY_CTX_new"))
        defer { EVP_PKEY_CTX_free(context) }
        try OpenSSL.require(EVP_PKEY_public_check_quick(context), .malformed("point"))
    }
}
