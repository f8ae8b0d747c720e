import Base
import COpenSSL

/// Makes an EVP_PKEY out of named parameters (`EVP_PKEY_fromdata(3)`).
struct KeyBuilder {
    let type: String
    var group: String?
    var point: Bytes?
    var numbers: [(name: String, value: Bytes)] = []

    func publicKey() throws(CryptographyError) -> OpaquePointer { try build(cardea_public_key) }
    func keyPair() throws(CryptographyError) -> OpaquePointer { try build(cardea_key_pair) }

    private func build(_ selection: Int32) throws(CryptographyError) -> OpaquePointer {
        let builder = try OpenSSL.require(OSSL_PARAM_BLD_new(), .library("OSSL_PARAM_BLD_new"))
        defer { OSSL_PARAM_BLD_free(builder) }
        let values = try numbers.map { number throws(CryptographyError) in
            try OpenSSL.require(BN_bin2bn(number.value, Int32(number.value.count), nil), .library("BN_bin2bn"))
        }
        defer { values.forEach(BN_clear_free) }
        for (number, value) in zip(numbers, values) {
            try OpenSSL.require(OSSL_PARAM_BLD_push_BN(builder, number.name, value), .malformed("key"))
        }
        // The builder keeps pointers until it is turned into parameters, so the octets must live until then.
        let octets = Octets(point ?? [])
        let name = Octets(Bytes(utf8: group ?? "") + [0])
        if group != nil {
            let text = UnsafeRawPointer(name.start).assumingMemoryBound(to: CChar.self)
            let status = OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, text, 0)
            try OpenSSL.require(status, .malformed("key"))
        }
        if point != nil {
            let status = OSSL_PARAM_BLD_push_octet_string(
                builder, OSSL_PKEY_PARAM_PUB_KEY, octets.start, octets.count)
            try OpenSSL.require(status, .malformed("key"))
        }
        let parameters = try OpenSSL.require(OSSL_PARAM_BLD_to_param(builder), .malformed("key"))
        defer { OSSL_PARAM_free(parameters) }
        withExtendedLifetime((octets, name)) {}
        return try fill(selection, parameters)
    }

    private func fill(
        _ selection: Int32, _ parameters: UnsafeMutablePointer<OSSL_PARAM>
    ) throws(CryptographyError) -> OpaquePointer {
        let context = try OpenSSL.require(EVP_PKEY_CTX_new_from_name(nil, type, nil), .library("EVP_PKEY_CTX_new"))
        defer { EVP_PKEY_CTX_free(context) }
        try OpenSSL.require(EVP_PKEY_fromdata_init(context), .library("EVP_PKEY_fromdata_init"))
        var key: OpaquePointer?
        try OpenSSL.require(EVP_PKEY_fromdata(context, &key, selection, parameters), .malformed("\(type) key"))
        return try OpenSSL.require(key, .malformed("\(type) key"))
    }
}

/// Bytes at an address that does not move.
private final class Octets {
    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    init(_ bytes: Bytes) {
        count = bytes.count
        start = .allocate(capacity: max(1, bytes.count))
        start.update(from: bytes, count: bytes.count)
    }

    deinit { start.deallocate() }
}
