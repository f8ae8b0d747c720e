import HTTP

/// The access token of a request (RFC 6750 §2, RFC 9449 §7.1): in the header or in a form, never in the address.
enum BearerToken {
    case none
    case token(String)
    /// With a proof of its key.
    case bound(String)
    /// More than one, or in no known way.
    case malformed

    init(_ http: Request) {
        let fields = http.headers.all("Authorization")
        let form =
            http.method == .post && http.mediaType == "application/x-www-form-urlencoded" ? try? http.form() : nil
        let posted = form?.all("access_token") ?? []
        switch (fields.count, posted.count) {
        case (0, 0): self = .none
        case (0, 1): self = posted[0].isEmpty ? .malformed : .token(posted[0])
        case (1, 0):
            // By bytes: a token is a thousand of them, and characters cost twenty times as much.
            let parts = fields[0].utf8.split(separator: UInt8(ascii: " "), maxSplits: 2)
            let scheme = parts.count == 2 ? String(Substring(parts[0])).lowercased() : ""
            let text = parts.count == 2 ? String(Substring(parts[1])) : ""
            self = scheme == "bearer" ? .token(text) : scheme == "dpop" ? .bound(text) : .malformed
        default: self = .malformed
        }
    }
}
