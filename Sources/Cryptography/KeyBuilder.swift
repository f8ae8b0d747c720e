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
        // The builder copies nothing before it becomes parameters, and parameters copy no names.
        let store = Store()
        defer { withExtendedLifetime(store) {} }
        let values = try numbers.map { number throws(CryptographyError) in
            try OpenSSL.require(BN_bin2bn(number.value, Int32(number.value.count), nil), .library("BN_bin2bn"))
        }
        defer { values.forEach(BN_clear_free) }
        for (number, value) in zip(numbers, values) {
            let pushed = OSSL_PARAM_BLD_push_BN(builder, store.text(number.name), value)
            try OpenSSL.require(pushed, .malformed("key"))
        }
        if let group {
            let (name, value) = (store.text(OSSL_PKEY_PARAM_GROUP_NAME), store.text(group))
            try OpenSSL.require(OSSL_PARAM_BLD_push_utf8_string(builder, name, value, 0), .malformed("key"))
        }
        if let point {
            let (name, value) = (store.text(OSSL_PKEY_PARAM_PUB_KEY), store.bytes(point))
            let pushed = OSSL_PARAM_BLD_push_octet_string(builder, name, value, point.count)
            try OpenSSL.require(pushed, .malformed("key"))
        }
        let parameters = try OpenSSL.require(OSSL_PARAM_BLD_to_param(builder), .malformed("key"))
        defer { OSSL_PARAM_free(parameters) }
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

/// Bytes at addresses that do not move, for as long as it lives.
private final class Store {
    private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []

    func bytes(_ bytes: Bytes) -> UnsafePointer<UInt8> {
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = block.update(from: bytes)
        blocks.append(block)
        return UnsafePointer(block.baseAddress!)
    }

    /// With the NUL that C wants.
    func text(_ text: String) -> UnsafePointer<CChar> {
        UnsafeRawPointer(bytes(Bytes(utf8: text) + [0])).assumingMemoryBound(to: CChar.self)
    }

    deinit { blocks.forEach { $0.deallocate() } }
}
