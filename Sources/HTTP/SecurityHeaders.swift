import Base

/// The headers that every answer carries, put on in one place. What a response says itself stays.
package enum SecurityHeaders {
    /// Two years, as browsers' preload lists ask.
    private static let strictTransport = "max-age=63072000"

    package static func apply(to response: inout Response, isSecure: Bool) {
        response.setDefault("X-Content-Type-Options", "nosniff")
        // Not `no-referrer`: under it a browser posts forms with `Origin: null`, and ours and the applications'
        // checks against forged posts would see no origin.
        response.setDefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.setDefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.setDefault("Cache-Control", "no-store")
        if isSecure { response.setDefault("Strict-Transport-Security", strictTransport) }
    }
}

extension Response {
    /// Cuts the page off from the window that opened it. For pages that no application opens in a popup (console,
    /// mailbox): on a sign-in page it would end the popup sign-in of MSAL.js, so it is not a default.
    package func isolated() -> Response {
        var response = self
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response
    }

    fileprivate mutating func setDefault(_ name: String, _ value: String) {
        if headers[name] == nil { headers.add(name, value) }
    }
}

extension Request {
    /// Whether the browser came over TLS, to us or to a proxy of ours.
    package var isSecure: Bool { origin.hasPrefix("https://") }
}
