import Base
import Journey
import OpenID
import OpenIDProvider
import Policy

/// Turns the claims of a finished journey into what goes to the relying party (b2c-reference §7).
struct Issuance: Sendable {
    private let policy: ResolvedPolicy
    private let party: RelyingParty
    private let environment: JourneyEnvironment

    init(_ policy: ResolvedPolicy, party: RelyingParty, environment: JourneyEnvironment) {
        self.policy = policy
        self.party = party
        self.environment = environment
    }

    func authentication(_ claims: Claims, at time: Timestamp) throws(JourneyError) -> Authentication {
        let outputs = try outputs(claims)
        let naming = party.profile.subjectNamingInfo
        let subjectName = naming?.claimType ?? "sub"
        guard let subject = subject(subjectName, outputs, claims) else {
            throw JourneyError(
                code: "AADB2C90037", error: .serverError, text: "The journey has no subject to name.",
                detail:
                    "SubjectNamingInfo names \(subjectName), which no output claim of the relying party gives a value")
        }
        var wire = JSON.Object()
        for (name, value) in outputs where name != "sub" && !(name == subjectName && naming?.excludeAsClaim == true) {
            wire[name] = value
        }
        return Authentication(
            subject: subject, user: claims[userClaim]?.text.lowercased(), authenticatedAt: time, claims: wire,
            stored: claims.stored, name: claims["displayName"]?.text,
            preferredUsername: claims["signInName"]?.text ?? claims["signInNames.emailAddress"]?.text,
            identityProvider: claims["identityProvider"]?.text)
    }

    /// What the policy says of an application that signs in by itself: there is no subject but the application.
    func claims(_ claims: Claims) throws(JourneyError) -> JSON.Object {
        JSON.Object(try outputs(claims).filter { $0.name != "sub" })
    }

    /// By whom refresh tokens are: the issuer's `issuer_refresh_token_user_identity_claim_type`.
    private var userClaim: Name {
        let named = policy.tokenIssuer?.metadata["issuer_refresh_token_user_identity_claim_type"]
        return Name(named?.trimmingBlanks().nonEmpty ?? "objectId")
    }

    /// The relying party's output claims that have a value, by wire name. Empty ones are left out.
    private func outputs(_ claims: Claims) throws(JourneyError) -> [(name: String, value: JSON)] {
        do {
            return try issuedValues(of: party.profile, claims: claims, environment: environment).compactMap {
                $0.value.text.isEmpty ? nil : ($0.partnerName, $0.value.json)
            }
        } catch {
            throw JourneyError(
                code: "AADB2C90044", error: .serverError, text: "An output claim of the policy cannot be made.",
                detail: "\(error)")
        }
    }

    private func subject(_ name: String, _ outputs: [(name: String, value: JSON)], _ claims: Claims) -> String? {
        outputs.first { $0.name == name }?.value.string ?? claims[Name(name)]?.text
    }
}
