import Base
import OpenID

/// Whom the client expects to have signed in. Somebody else is no answer to such a request.
///
/// The `sub` of the `claims` parameter always counts (OpenID Connect Core §5.5.1, §3.1.2.2). An `id_token_hint` of ours
/// counts where nobody is asked, so that an application that renews its tokens in silence does not come by another
/// person's (§3.1.2.1); with a page the person may mean to be somebody else, as B2C allows. Hints that others issued
/// are the policy's affair.
struct ExpectedSubject {
    private let subjects: Set<String>?
    private let hinted: String?

    init(_ request: AuthorizationRequest, _ issuer: Issuer) {
        let claim = request.claims?["id_token"]?["sub"]
        let values = [claim?["value"]?.string].compactMap(\.self) + (claim?["values"]?.strings ?? [])
        subjects = values.isEmpty ? nil : Set(values)
        hinted =
            request.prompts.contains(.none)
            ? request.idTokenHint.flatMap { try? IDTokenHint($0, of: issuer) }?.subject : nil
    }

    func check(_ authentication: Authentication) throws(ProtocolError) {
        let subject = authentication.subject
        guard subjects?.contains(subject) ?? true, hinted ?? subject == subject else {
            throw ProtocolError(
                .loginRequired, "Somebody else is signed in than the request asks for.", b2c: 90077,
                detail: "\(subject) is signed in")
        }
    }
}
