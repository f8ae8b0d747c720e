import Base
import Cryptography
import HTTP

/// The signature of a request by HMAC-SHA1 (RFC 5849 §3.4).
struct OAuth1Signature {
    let clientSecret: Secret<String>
    let tokenSecret: String

    /// The value of `oauth_signature`. `parameters` are those of the `Authorization` field and of a form; those of the
    /// URL's query are added here.
    func sign(_ method: HTTP.Method, _ url: URL, _ parameters: [(String, String)]) -> String? {
        guard let text = OAuth1Signature.baseString(method, url, parameters) else { return nil }
        let key = "\(PercentEncoding.encode(clientSecret.exposed))&\(PercentEncoding.encode(tokenSecret))"
        return Base64.encode(HMAC.sha1(Bytes(utf8: text), key: Bytes(utf8: key)))
    }

    /// §3.4.1. Nil where the URL's query is not well formed.
    static func baseString(_ method: HTTP.Method, _ url: URL, _ parameters: [(String, String)]) -> String? {
        guard let query = Parameters(urlEncoded: url.query ?? "") else { return nil }
        let pairs = (parameters + query.items.map { ($0.name, $0.value) })
            .map { (PercentEncoding.encode($0.0), PercentEncoding.encode($0.1)) }
            .sorted { $0 < $1 }
        let normalized = pairs.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let address = url.origin + (url.path.isEmpty ? "/" : url.path)
        return [method.rawValue, address, normalized].map { PercentEncoding.encode($0) }.joined(separator: "&")
    }
}
