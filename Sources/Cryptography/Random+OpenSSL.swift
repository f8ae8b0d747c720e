import Base
import COpenSSL

extension Random {
    /// OpenSSL's generator (NIST SP 800-90A CTR_DRBG, seeded by the operating system, one per thread): faster than a
    /// system call for the few bytes of a token.
    package static var openSSL: Random {
        Random { count in
            Bytes(unsafeUninitializedCapacity: count) { buffer, filled in
                let status = RAND_bytes(buffer.baseAddress, Int32(count))
                precondition(status == 1, "the operating system must offer entropy")
                filled = count
            }
        }
    }
}
