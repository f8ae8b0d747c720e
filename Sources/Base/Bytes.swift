/// A run of bytes. Text is UTF-8 unless a comment says otherwise.
package typealias Bytes = [UInt8]

extension Bytes {
    /// The UTF-8 bytes of `text`.
    package init(utf8 text: String) { self = Array(text.utf8) }
}

extension String {
    /// The text that `bytes` spell in UTF-8, or nil when they are not valid UTF-8.
    package init?(validating bytes: some Collection<UInt8>) {
        self.init(validating: bytes, as: UTF8.self)
    }
}

/// Compares without leaking, through time, how long the common prefix is. The lengths are not secret.
package func constantTimeEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(Bytes(left), Bytes(right)) { difference |= a ^ b }
    return difference == 0
}
