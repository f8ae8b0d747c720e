import Base
import Cryptography
import HTTP

/// Proof that a request comes from a page of ours: the same value in the cookie `x-ms-cpim-csrf` and in the page
/// (b2c-reference §15.4). The value is ours by its MAC, so a sibling domain that can set cookies cannot make one up.
struct CSRFTokens: Sendable {
    static let cookieName = "x-ms-cpim-csrf"

    let key: Secret<Bytes>
    let random: Random

    /// The browser's token, and the cookie to set when it has none yet.
    func token(for http: Request) -> (text: String, cookie: SetCookie?) {
        if let known = http.cookies[CSRFTokens.cookieName], isOurs(known) { return (known, nil) }
        let nonce = random.token(16)
        let text = "\(nonce).\(mac(nonce))"
        return (text, .ofBrowser(CSRFTokens.cookieName, text, http: http))
    }

    func accepts(_ sent: String?, from http: Request) -> Bool {
        guard let sent, let kept = http.cookies[CSRFTokens.cookieName], isOurs(kept) else { return false }
        return constantTimeEqual(sent.utf8, kept.utf8)
    }

    private func isOurs(_ text: String) -> Bool {
        let parts = text.split(separator: ".")
        guard parts.count == 2 else { return false }
        return constantTimeEqual(parts[1].utf8, mac(String(parts[0])).utf8)
    }

    private func mac(_ nonce: String) -> String {
        Base64.encodeURL(HMAC.sha256(Bytes(utf8: nonce), key: key.exposed))
    }
}
