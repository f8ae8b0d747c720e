/// Whoever asks has failed too often and must wait (RFC 6585 §4).
struct TooManyRequests: Error, Equatable {
    let retryAfterSeconds: Int64
}
