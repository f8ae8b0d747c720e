import Base
import Cryptography

/// The codes of an authenticator app (RFC 6238): six digits, HMAC-SHA-1, a new one every 30 seconds.
package struct TimeBasedCode: Sendable {
    package let secret: Bytes

    package init(secret: Bytes) { self.secret = secret }

    package static let stepSeconds: Int64 = 30

    package static func step(at time: Timestamp) -> Int64 { time.seconds / stepSeconds }

    /// The code of a time step (RFC 4226 §5.3).
    package func text(at step: Int64) -> String {
        let counter = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> (8 * Int64($0))) }
        let code = HMAC.sha1(counter, key: secret)
        let offset = Int(code[19] & 15)
        let number = code[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step whose code was typed: the current one, or the one before or after it, since clocks and fingers are
    /// slow (RFC 6238 §5.2). Steps up to `last` were used and count no more.
    package func step(of typed: String, at time: Timestamp, after last: Int64) -> Int64? {
        let digits = Bytes(typed.utf8.filter { (48...57).contains($0) })
        let now = Self.step(at: time)
        // Each is looked at, so that time does not tell which one was close.
        return [now - 1, now, now + 1].reduce(Int64?.none) { found, step in
            let isRight = constantTimeEqual(digits, text(at: step).utf8) && step > last
            return isRight ? found ?? step : found
        }
    }
}
