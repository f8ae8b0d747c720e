import Base
import COpenSSL

/// What every call into OpenSSL shares.
enum OpenSSL {
    /// Empties this thread's error queue, so that one request's failure is not read by the next one.
    static func forgetErrors() { ERR_clear_error() }

    /// Throws unless an OpenSSL function answered 1.
    static func require(_ status: Int32, _ error: @autoclosure () -> CryptographyError) throws(CryptographyError) {
        guard status == 1 else {
            forgetErrors()
            throw error()
        }
    }

    /// Throws unless an OpenSSL function answered an object.
    static func require<Object>(
        _ object: Object?, _ error: @autoclosure () -> CryptographyError
    ) throws(CryptographyError) -> Object {
        guard let object else {
            forgetErrors()
            throw error()
        }
        return object
    }

    /// The DER that an `i2d_…` function writes: once to learn the length, once to fill.
    static func der(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> Bytes? {
        let length = write(nil)
        guard length > 0 else {
            forgetErrors()
            return nil
        }
        return Bytes(unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var cursor = buffer.baseAddress
            count = Int(write(&cursor))
        }
    }

    /// The text that a `PEM_write_bio_…` function writes.
    static func text(_ write: (OpaquePointer) -> Int32) throws(CryptographyError) -> String {
        let bio = try require(BIO_new(BIO_s_mem()), .library("BIO_new"))
        defer { BIO_free_all(bio) }
        try require(write(bio), .library("PEM_write"))
        var output = Bytes(repeating: 0, count: BIO_ctrl_pending(bio))
        let count = BIO_read(bio, &output, Int32(output.count))
        return String(decoding: output.prefix(Int(max(0, count))), as: UTF8.self)
    }

    /// A big number in exactly `width` bytes, or in as few as it needs. Nil when it does not fit.
    static func bytes(of number: OpaquePointer, width: Int? = nil) -> Bytes? {
        let minimum = Int((BN_num_bits(number) + 7) / 8)
        var output = Bytes(repeating: 0, count: width ?? minimum)
        guard output.count >= minimum else { return nil }
        guard !output.isEmpty else { return output }
        return BN_bn2binpad(number, &output, Int32(output.count)) >= 0 ? output : nil
    }
}

/// A read-only view of `bytes` for OpenSSL while `body` runs.
func withMemory<Result>(
    _ bytes: Bytes, _ body: (OpaquePointer) throws(CryptographyError) -> Result
) throws(CryptographyError) -> Result {
    guard let bio = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { throw .library("BIO_new_mem_buf") }
    defer { BIO_free_all(bio) }
    return try body(bio)
}

/// Lets a `PEM_read_bio_…` function answer. With neither a callback nor a password OpenSSL would ask the terminal for
/// one as soon as a text says that it is encrypted, and wait.
func withPassword<Result>(_ password: String, _ body: (UnsafeMutableRawPointer?) -> Result) -> Result {
    var text = password.utf8CString
    return text.withUnsafeMutableBufferPointer { body($0.baseAddress) }
}
