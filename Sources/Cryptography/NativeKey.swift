import Base
import COpenSSL

/// One EVP_PKEY: counted, checked when made, never changed after, hence shared between threads (OpenSSL's manual,
/// `openssl-threads(7)`). To hold one is to know that its kind is one of ours and that it is strong enough.
final class NativeKey: @unchecked Sendable {
    let pointer: OpaquePointer
    let kind: KeyKind

    /// Takes over `pointer`, also when it throws.
    init(owning pointer: OpaquePointer) throws(CryptographyError) {
        self.pointer = pointer
        do {
            kind = try NativeKey.kind(of: pointer)
        } catch {
            // A class that throws while it is made has no deinit.
            EVP_PKEY_free(pointer)
            throw error
        }
    }

    deinit { EVP_PKEY_free(pointer) }

    /// Bytes of a coordinate or of the modulus: the longest signature half or shared secret.
    var size: Int {
        switch kind {
        case .rsa(let bits): (bits + 7) / 8
        case .elliptic(let curve): curve.size
        }
    }

    private static func kind(of pointer: OpaquePointer) throws(CryptographyError) -> KeyKind {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: .rsa(bits: try StrongRSA.bits(of: pointer))
        case EVP_PKEY_EC: .elliptic(try namedCurve(of: pointer))
        case EVP_PKEY_ED25519: .elliptic(.ed25519)
        case EVP_PKEY_ED448: .elliptic(.ed448)
        case EVP_PKEY_X25519: .elliptic(.x25519)
        case EVP_PKEY_X448: .elliptic(.x448)
        default: throw .wrongKey("its type is not RSA, EC or one of RFC 8037")
        }
    }

    /// A curve spelled out as parameters is refused even where they are those of a known curve: such keys have
    /// only ever served attacks (CVE-2020-0601).
    private static func namedCurve(of pointer: OpaquePointer) throws(CryptographyError) -> Curve {
        var isExplicit: Int32 = 0
        EVP_PKEY_get_int_param(pointer, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit)
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard isExplicit == 0, EVP_PKEY_get_group_name(pointer, &name, name.count, &length) == 1 else {
            OpenSSL.forgetErrors()
            throw .wrongKey("its curve has no name")
        }
        switch String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) {
        case "prime256v1", "P-256": return .p256
        case "secp384r1", "P-384": return .p384
        case "secp521r1", "P-521": return .p521
        default: throw .wrongKey("its curve is not P-256, P-384 or P-521")
        }
    }

    func number(_ name: String, width: Int? = nil) throws(CryptographyError) -> Bytes {
        var number: OpaquePointer?
        try OpenSSL.require(EVP_PKEY_get_bn_param(pointer, name, &number), .wrongKey("it has no \(name)"))
        let value = try OpenSSL.require(number, .wrongKey("it has no \(name)"))
        defer { BN_clear_free(value) }
        guard let bytes = OpenSSL.bytes(of: value, width: width) else { throw .malformed("key parameter \(name)") }
        return bytes
    }

    func octets(_ name: String) throws(CryptographyError) -> Bytes {
        var output = Bytes(repeating: 0, count: 256)
        var count = 0
        let status = EVP_PKEY_get_octet_string_param(pointer, name, &output, output.count, &count)
        try OpenSSL.require(status, .wrongKey("it has no \(name)"))
        return Bytes(output.prefix(count))
    }
}

/// What RSA keys must satisfy here.
private enum StrongRSA {
    /// 2,048 bits is the least that NIST SP 800-131A still allows; over 8,192 a verification costs a stranger
    /// nothing and us milliseconds.
    private static let allowed = 2048...8192

    static func bits(of pointer: OpaquePointer) throws(CryptographyError) -> Int {
        let bits = Int(EVP_PKEY_get_bits(pointer))
        guard allowed.contains(bits) else { throw .weakKey("RSA of \(bits) bits, \(allowed) are allowed") }
        let exponent = try number(OSSL_PKEY_PARAM_RSA_E, of: pointer)
        // RFC 8017 §3.1: odd and at least 3. Over 64 bits only slows verification.
        guard exponent.count <= 8, let last = exponent.last, last & 1 == 1, exponent != [1] else {
            throw .weakKey("RSA with such a public exponent")
        }
        guard !isROCA(try number(OSSL_PKEY_PARAM_RSA_N, of: pointer)) else {
            throw .weakKey("RSA of a generator with predictable primes (CVE-2017-15361)")
        }
        return bits
    }

    private static func number(_ name: String, of pointer: OpaquePointer) throws(CryptographyError) -> Bytes {
        var number: OpaquePointer?
        try OpenSSL.require(EVP_PKEY_get_bn_param(pointer, name, &number), .malformed("RSA key"))
        let value = try OpenSSL.require(number, .malformed("RSA key"))
        defer { BN_free(value) }
        return OpenSSL.bytes(of: value) ?? []
    }

    /// The broken generator made primes of the form k·M + (65537^a mod M), so for each small prime the modulus
    /// is a power of 65537. A sound key passes for one with a probability below 2⁻²⁷ (Nemec et al., CCS 2017, §2).
    private static func isROCA(_ modulus: Bytes) -> Bool {
        powers.allSatisfy { prime, residues in
            residues.contains(modulus.reduce(0) { ($0 << 8 | Int($1)) % prime })
        }
    }

    private static let powers: [(prime: Int, residues: Set<Int>)] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ].map { prime in
        var residues: Set<Int> = []
        var power = 1
        while residues.insert(power).inserted { power = power * 65_537 % prime }
        return (prime, residues)
    }
}
