import Base
import JOSE
import OpenID

/// An ID token of ours that came back (OpenID Connect Core §3.1.2.1): to hold one is to know that we issued it. It may
/// have expired.
package struct IDTokenHint: Sendable, Equatable {
    package let client: String
    package let subject: String
    package let sessionID: String?

    package init(_ text: String, of issuer: Issuer) throws(ProtocolError) {
        let token: VerifiedJWT
        do {
            token = try issuer.keys.verify(text)
        } catch {
            throw ProtocolError(
                .invalidRequest, "The ID token hint is not one of ours.", b2c: 90210, detail: "\(error)")
        }
        guard token.claims["iss"]?.string == issuer.identifier else {
            throw ProtocolError(.invalidRequest, "The ID token hint has another issuer.", b2c: 90232)
        }
        // An access token has `azp`; it is nobody's proof of a sign-in.
        guard let client = token.claims["aud"]?.string, let subject = token.claims["sub"]?.string,
            token.claims["azp"] == nil
        else { throw ProtocolError(.invalidRequest, "The hint is not an ID token.", b2c: 90210) }
        self.client = client
        self.subject = subject
        sessionID = token.claims["sid"]?.string
    }
}
