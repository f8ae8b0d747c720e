import Base
import Cryptography
import Directory
import HTTP
import JOSE
import OpenID

/// Judges the proofs of clients that hold a key (DPoP, RFC 9449 §4.3): each is a token, signed with the key that it
/// names, for one request.
struct PossessionProofs: Sendable {
    let used: any UsedIdentifiers
    let now: Now

    /// For the metadata.
    static let algorithms = ClientAuthentication.algorithms
    private static let maximumLength = 8192
    /// In seconds, either way: clocks differ.
    private static let maximumAge: Int64 = 60

    /// The thumbprint (RFC 7638) of the key that the request's proof was signed with; nil where there is none.
    ///
    /// `address` is where the request went; `token` what it showed there, which the proof must name.
    func thumbprint(
        _ http: Request, at address: String, token: String? = nil
    ) async throws -> String? {
        let fields = http.headers.all("DPoP")
        guard let text = fields.first else { return nil }
        guard fields.count == 1, text.utf8.count <= Self.maximumLength else {
            throw Self.refused("more than one proof, or a very long one")
        }
        let (proof, key) = try Self.verified(text)
        try check(proof.claims, http, address, token)
        guard let id = proof.claims["jti"]?.string, (1...256).contains(id.utf8.count) else {
            throw Self.refused("no jti")
        }
        let thumbprint = try key.thumbprint
        let time = now()
        let end = time.adding(seconds: 2 * Self.maximumAge)
        guard try await used.use("dpop:" + OpaqueToken.hash("\(thumbprint)\n\(id)"), until: end, at: time) else {
            throw Self.refused("the proof was used before")
        }
        return thumbprint
    }

    private static func verified(_ text: String) throws -> (VerifiedJWT, JWK) {
        do {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, let bytes = Base64.decodeURL(parts[0]),
                let header = try? JSON(parsing: bytes, maximumDepth: 8),
                header["typ"]?.string?.lowercased() == "dpop+jwt", let members = header["jwk"]?.object
            else { throw refused("no header of a proof") }
            let key = try JWK(members)
            guard case .publicKey = key.material else { throw refused("the key is none that may be shown") }
            return (try JWT.verify(text, key: key, allowing: SignatureAlgorithm.asymmetric), key)
        } catch let error as JOSEError {
            throw refused("\(error)")
        }
    }

    private func check(_ claims: JSON.Object, _ http: Request, _ address: String, _ token: String?) throws {
        guard claims["htm"]?.string == http.method.rawValue else { throw Self.refused("htm is another method") }
        let end = claims["htu"]?.string?.split(omittingEmptySubsequences: false) { "?#".contains($0) }.first
        guard end.map(String.init) == address else { throw Self.refused("htu is another address") }
        guard let issued = claims["iat"]?.integer, abs(now().seconds - issued) <= Self.maximumAge else {
            throw Self.refused("iat is not now")
        }
        guard let token else { return }
        let hash = Base64.encodeURL(Hash.sha256(token.utf8))
        guard claims["ath"]?.string.map({ constantTimeEqual($0.utf8, hash.utf8) }) == true else {
            throw Self.refused("ath is another token's")
        }
    }

    static func refused(_ detail: String) -> ProtocolError {
        ProtocolError(.invalidProof, "The DPoP proof is not valid.", detail: detail)
    }
}
