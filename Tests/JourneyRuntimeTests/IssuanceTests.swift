import Base
import Journey
import OpenID
import OpenIDProvider
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §7.
struct IssuanceTests {
    private static let types: [ClaimType] = [
        .of("objectId"), .of("displayName"), .of("signInName"), .of("identityProvider"), .of("age", .int),
        .of("isNew", .boolean), .of("roles", .stringCollection), .of("nothing"),
    ]

    private func authentication(
        _ claims: Claims, outputs: [ClaimReference], _ change: (inout RelyingParty) -> Void = { _ in }
    ) throws(JourneyError) -> JSON.Object {
        try issue(claims, outputs: outputs, change).claims
    }

    private func issue(
        _ claims: Claims, outputs: [ClaimReference], _ change: (inout RelyingParty) -> Void = { _ in }
    ) throws(JourneyError) -> (subject: String, claims: JSON.Object, user: String?, name: String?, username: String?) {
        let policy = ResolvedPolicy.invocable(types: Self.types, outputs: outputs) { policy in
            if var party = policy.relyingParty {
                change(&party)
                policy.relyingParty = party
            }
        }
        let world = TestWorld(policy)
        guard let party = policy.relyingParty else { preconditionFailure("the policy can be invoked") }
        let made = try Issuance(policy, party: party, environment: world.environment)
            .authentication(claims, at: world.clock.now)
        return (made.subject, made.claims, made.user, made.name, made.preferredUsername)
    }

    private let ada: Claims = [
        "objectId": "A0000000-0000-4000-8000-000000000001", "displayName": "Ada", "signInName": "ada@example.com",
        "identityProvider": "local",
    ]

    @Test func `claims go out under their partner names, with the types of JSON`() throws {
        let claims = ada.merging(["age": .integer(36), "isNew": true, "roles": .stringCollection(["a", "b"])])
        let issued = try authentication(
            claims,
            outputs: [
                .claim("objectId", "sub"), .claim("displayName", "name"), .claim("age"), .claim("isNew", "newUser"),
                .claim("roles"),
            ])
        #expect(issued == ["name": "Ada", "age": 36, "newUser": true, "roles": ["a", "b"]])
    }

    @Test func `what has no value is left out, unless it has a default`() throws {
        let issued = try authentication(
            ada.merging(["displayName": ""]),
            outputs: [
                .claim("objectId", "sub"), .claim("nothing"), .claim("displayName"), .claim("age", default: "7"),
                .claim("signInName", default: "other"), .claim("identityProvider", default: "x", always: true),
            ])
        #expect(issued == ["age": 7, "signInName": "ada@example.com", "identityProvider": "x"])
    }

    @Test func `the subject is what SubjectNamingInfo names, and stays out of the claims where it says so`() throws {
        let outputs: [ClaimReference] = [.claim("objectId"), .claim("signInName", "who")]
        let named = try issue(ada, outputs: outputs) { $0.profile.subjectNamingInfo = .init(claimType: "who") }
        #expect(named.subject == "ada@example.com")
        #expect(named.claims["who"] == "ada@example.com")
        let hidden = try issue(ada, outputs: outputs) {
            $0.profile.subjectNamingInfo = .init(claimType: "who", excludeAsClaim: true)
        }
        #expect(hidden.subject == "ada@example.com" && hidden.claims["who"] == nil)
    }

    @Test func `a journey without a subject issues nothing`() {
        let error = #expect(throws: JourneyError.self) {
            try authentication([:], outputs: [.claim("objectId", "sub")])
        }
        #expect(error?.code == "AADB2C90037")
        #expect(error?.text.contains("SubjectNamingInfo") == false)
        #expect(error?.detail.contains("SubjectNamingInfo names sub") == true)
    }

    @Test func `what the grant remembers of the person`() throws {
        let made = try issue(ada, outputs: [.claim("objectId", "sub")])
        #expect(made.user == "a0000000-0000-4000-8000-000000000001")
        #expect(made.name == "Ada" && made.username == "ada@example.com")
        let mail: Claims = ["objectId": "x", "signInNames.emailAddress": "m@example.com"]
        #expect(try issue(mail, outputs: [.claim("objectId", "sub")]).username == "m@example.com")
    }
}
