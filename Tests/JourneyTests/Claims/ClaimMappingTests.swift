import Base
import Journey
import Policy
import Testing

struct ClaimMappingTests {
    private let environment = Sample.environment(types: ["age": .int, "mail": .string, "groups": .stringCollection]) {
        $0.policy.claimTypes["mail"]?.defaultPartnerClaimTypes = [.openIDConnect: "email"]
    }

    private func profile(_ change: (inout TechnicalProfile) -> Void) -> TechnicalProfile {
        var profile = TechnicalProfile(id: "P", location: here)
        profile.protocolName = .openIDConnect
        change(&profile)
        return profile
    }

    @Test func `an input claim is the bag's value, else the default, unless the default is forced`() throws {
        let profile = profile {
            $0.inputClaims = [
                ClaimReference(claimType: "mail", defaultValue: "d"),
                ClaimReference(claimType: "age", partnerClaimType: "a", defaultValue: "7"),
                ClaimReference(claimType: "forced", defaultValue: "f", alwaysUseDefaultValue: true),
                ClaimReference(claimType: "absent"),
            ]
        }

        let values = try inputValues(
            of: profile, claims: ["mail": .string("m"), "forced": .string("bag")], environment: environment)

        #expect(values.map(\.partnerName) == ["email", "a", "forced"])
        #expect(values.map(\.value) == [.string("m"), .integer(7), .string("f")])
    }

    @Test func `a required claim without a value is an error`() {
        let profile = profile { $0.inputClaims = [ClaimReference(claimType: "mail", required: true)] }

        #expect(throws: ClaimError.missing("mail")) {
            try inputValues(of: profile, claims: [:], environment: environment)
        }
    }

    @Test func `a default never overwrites an earlier value, a forced one does`() throws {
        let profile = profile {
            $0.outputClaims = [
                ClaimReference(claimType: "mail"),
                ClaimReference(claimType: "kept", defaultValue: "d"),
                ClaimReference(claimType: "new", defaultValue: "d"),
                ClaimReference(claimType: "forced", defaultValue: "f", alwaysUseDefaultValue: true),
                ClaimReference(claimType: "age", partnerClaimType: "years"),
                ClaimReference(claimType: "groups"),
            ]
        }
        let partner: JSON = ["email": "p", "forced": "partner", "years": 42, "groups": ["a", "b"], "kept": nil]

        let output = try outputClaims(
            of: profile, partner: { partner[$0] }, claims: ["kept": .string("bag")], environment: environment)

        #expect(output["mail"] == .string("p"))
        #expect(output["kept"] == nil)
        #expect(output["new"] == .string("d"))
        #expect(output["forced"] == .string("f"))
        #expect(output["age"] == .integer(42))
        #expect(output["groups"] == .stringCollection(["a", "b"]))
    }

    @Test func `an empty default is none where it cannot be a value, and an empty text where it can`() throws {
        let profile = profile {
            $0.inputClaims = [
                ClaimReference(claimType: "age", defaultValue: ""), ClaimReference(claimType: "text", defaultValue: ""),
            ]
        }

        let values = try inputValues(of: profile, claims: [:], environment: environment)

        #expect(values.map(\.value) == [.string("")])
    }

    @Test func `a claim that is listed twice keeps the partner's value over a later default`() throws {
        let profile = profile {
            $0.outputClaims = [
                ClaimReference(claimType: "mail", partnerClaimType: "first"),
                ClaimReference(claimType: "mail", partnerClaimType: "second", defaultValue: "d"),
            ]
        }

        let output = try outputClaims(
            of: profile, partner: { $0 == "first" ? "p" : nil }, claims: [:], environment: environment)

        #expect(output["mail"] == .string("p"))
    }

    @Test func `a partner's value that does not fit is an error`() {
        let profile = profile { $0.outputClaims = [ClaimReference(claimType: "age")] }

        #expect(throws: ClaimError.unreadable("age", .int)) {
            try outputClaims(of: profile, partner: { _ in "old" }, claims: [:], environment: environment)
        }
    }

    @Test(arguments: [
        ("a.b", "1"), ("value[0].displayName", "x"), ("identities.0.x", "y"), ("$.a.b", "1"), ("dotted.name", "z"),
        ("a.none", nil), ("value[9].displayName", nil), ("gone", nil),
    ])
    func `JSON paths are followed`(path: String, expected: String?) throws {
        let json = try JSON(
            parsing:
                #"{"a":{"b":"1"},"value":[{"displayName":"x"}],"identities":[{"x":"y"}],"dotted.name":"z","gone":null}"#
        )

        #expect(json.value(at: path)?.string == expected)
    }

    @Test func `what a relying party issues has defaults and macros, too`() throws {
        let profile = profile {
            $0.outputClaims = [
                ClaimReference(claimType: "mail"),
                ClaimReference(claimType: "policy", defaultValue: "{policy}"),
                ClaimReference(
                    claimType: "tenantId", defaultValue: "{Policy:TenantObjectId}", alwaysUseDefaultValue: true),
            ]
        }

        let values = try issuedValues(of: profile, claims: ["tenantId": .string("x")], environment: environment)

        #expect(values.map(\.value) == [.string("B2C_1A_susi"), .string("0f2e")])
    }
}

struct InvariantTimeTests {
    @Test func `what the invariant culture writes is read`() {
        let time = Timestamp(invariant: "10/21/2018 3:04:05 PM")
        #expect(time?.iso8601.hasPrefix("2018-10-21T15:04:05") == true)
        #expect(time?.invariant == "10/21/2018 3:04:05 PM")
        #expect(Timestamp(invariant: "1/2/2018 12:00:00 AM")?.invariant == "1/2/2018 12:00:00 AM")
    }

    @Test(arguments: [
        "10/21/2018 13:04:05 PM", "10/21/2018 0:04:05 AM", "10/21/2018 3:60:05 PM", "10/21/2018 3:04:60 PM",
        "2/30/2018 3:04:05 PM", "10/21/2018 3:04:05", "10/21/2018 3:04:05 XM", "",
    ])
    func `and nothing else`(text: String) { #expect(Timestamp(invariant: text) == nil) }
}

struct PreconditionTests {
    private let claims: Claims = ["yes": .boolean(true), "text": .string("abc"), "empty": .string("")]

    @Test(arguments: [
        (Precondition.Test.claimsExist(["text"]), true, true), (.claimsExist(["text"]), false, false),
        (.claimsExist(["text", "none"]), true, false), (.claimsExist(["none"]), false, true),
        (.claimsExist(["empty"]), true, true),
        (.claimEquals("yes", "True"), true, true), (.claimEquals("yes", "true"), true, true),
        (.claimEquals("text", "ABC"), true, false), (.claimEquals("text", "ABC"), false, true),
        (.claimEquals("none", "x"), true, false), (.claimEquals("none", "x"), false, false),
        (.claimEquals("TEXT", "abc"), true, true),
    ])
    func `a precondition skips when its test comes out as asked`(test: Precondition.Test, asked: Bool, skips: Bool) {
        let precondition = Precondition(test: test, executeActionsIf: asked, location: here)

        #expect(precondition.skips(claims) == skips)
        #expect([precondition].skips(claims) == skips)
        #expect(![Precondition]().skips(claims))
    }

    @Test func `two spellings of one letter are not equal`() {
        let precondition = Precondition(
            test: .claimEquals("text", "e\u{301}"), executeActionsIf: true, location: here)

        #expect(!precondition.skips(["text": .string("\u{e9}")]))
    }
}

struct MaskTests {
    @Test(arguments: [
        (ClaimType.Mask.simple("XXX-XXX-"), "123-456-7890", "XXX-XXX-7890"), (.simple("XXX"), "12", "XXX"),
        (.regex(pattern: "(?<=.).(?=.*@)", text: "*"), "emily@contoso.com", "e****@contoso.com"),
        (.regex(pattern: "(?<=.{2}).(?=.*@)", text: "*"), "emily@contoso.com", "em***@contoso.com"),
        (.regex(pattern: "(?<a-b>.)", text: "*"), "secret", "*"),
    ])
    func `a mask hides what it should, and all when in doubt`(mask: ClaimType.Mask, value: String, shown: String) {
        #expect(mask.applied(to: value) == shown)
    }
}
