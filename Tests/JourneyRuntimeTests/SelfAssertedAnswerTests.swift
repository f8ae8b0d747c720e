import Base
import HTTP
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.1, §11.2.
struct SelfAssertedAnswerTests {
    private static let types: [ClaimType] = [
        .of("email", input: .emailBox), .of("given", input: .textBox), .of("shown", input: .readonly),
        .of("newPassword", input: .password), .of("reenterPassword", input: .password),
        .of("picked", .stringCollection, input: .checkboxMultiSelect), .of("age", .int, input: .textBox),
        .of("silent"), .of("first"), .of("second"), .of("code", input: .textBox), .of("isOk", .boolean),
    ]

    /// A validation profile that copies one claim to another, or that refuses.
    private static func copying(_ id: Name, to claim: Name, fails: Bool = false) -> TechnicalProfile {
        .of(
            "ClaimsTransformationProtocolProvider", outputs: [.claim(claim, default: fails ? nil : "from \(id)")]
        ) {
            $0.id = id
            if fails { $0.outputClaimsTransformations = ["Assert"] }
        }
    }

    private static func page(_ change: (inout TechnicalProfile) -> Void = { _ in }) -> TechnicalProfile {
        .of(
            "SelfAssertedAttributeProvider",
            outputs: [.claim("given", required: true), .claim("shown"), .claim("first"), .claim("second")]
        ) {
            $0.id = "Page"
            change(&$0)
        }
    }

    private func judge(
        _ posted: Parameters, state: PageState = PageState(), claims: Claims = [:],
        _ change: @escaping (inout TechnicalProfile) -> Void = { _ in }
    ) async throws -> SelfAssertedAnswer.Outcome {
        let profile = Self.page(change)
        var assertion = ClaimsTransformation(id: "Assert", method: "AssertBooleanClaimIsEqualToValue", location: here)
        assertion.inputClaims = [.init(claimType: "isOk", parameter: "inputClaim")]
        assertion.inputParameters = [.init(id: "valueToCompareTo", dataType: .boolean, value: "true")]
        var control = DisplayControl(id: "verify", kind: "VerificationControl", location: here)
        control.displayClaims = [
            DisplayClaim(reference: .claim("email"), required: true), DisplayClaim(reference: .claim("shown")),
            DisplayClaim(reference: .claim("code"), controlClaimType: "VerificationCode"),
        ]
        control.outputClaims = [.claim("silent")]
        var plain = DisplayControl(id: "plain", kind: "OtherControl", location: here)
        plain.displayClaims = [
            DisplayClaim(reference: .claim("given")), DisplayClaim(reference: .claim("shown")),
        ]
        let policy = ResolvedPolicy.invocable(
            types: Self.types,
            profiles: [
                profile, Self.copying("One", to: "first"), Self.copying("Two", to: "second"),
                Self.copying("Fails", to: "first", fails: true),
                .of("ClaimsTransformationProtocolProvider") {
                    $0.id = "Checks"
                    $0.inputClaimsTransformations = ["Assert"]
                },
            ]
        ) {
            $0.claimsTransformations["Assert"] = assertion
            $0.displayControls = ["verify": control, "plain": plain]
        }
        let world = TestWorld(policy)
        let answer = SelfAssertedAnswer(
            form: SelfAssertedForm(profile, policy: policy), runner: ProfileRunner(services: world.services),
            tenant: world.tenant, environment: world.environment,
            codes: CodeBook(random: world.random, keys: world.keys),
            device: .none)
        return try await answer.judge(posted, state: state, claims: claims)
    }

    private func accepted(_ outcome: SelfAssertedAnswer.Outcome) throws -> Claims {
        guard case .accepted(let claims) = outcome else { throw Refused(outcome: "\(outcome)") }
        return claims
    }

    struct Refused: Error { let outcome: String }

    private func problems(_ outcome: SelfAssertedAnswer.Outcome) -> [Name] {
        if case .problems(let problems) = outcome { problems.map(\.field) } else { [] }
    }

    @Test func `only the page's output claims change, whatever else is posted`() async throws {
        let posted: Parameters = [
            "given": " Ada ", "silent": "x", "objectId": "y", "shown": "changed", "first": "changed",
        ]
        let claims = try accepted(
            try await judge(posted, claims: ["objectId": "o", "shown": "as it was", "first": "as it was"]))
        #expect(claims == ["given": "Ada", "objectId": "o", "shown": "as it was", "first": "as it was"])
    }

    @Test(arguments: [(false, "as it was"), (true, "from the policy")] as [(Bool, ClaimValue)])
    func `what is shown leaves the page as it was shown, the policy's default too`(
        always: Bool, value: ClaimValue
    ) async throws {
        func show(_ claims: Claims) async throws -> ClaimValue? {
            let outcome = try await judge(["given": "Ada", "shown": "forged"], claims: claims) {
                $0.inputClaims = [.claim("shown", default: "from the policy", always: always)]
            }
            return try accepted(outcome)["shown"]
        }

        #expect(try await show([:]) == "from the policy")
        #expect(try await show(["shown": "as it was"]) == value)
    }

    @Test func `validation profiles know the page's input claims, and the journey only its output claims`() async throws
    {
        let outcome = try await judge(["given": "Ada"]) {
            $0.inputClaims = [
                .claim("silent", default: "from the page"), .claim("isOk", default: "true", always: true),
            ]
            $0.validationTechnicalProfiles = [.init(profile: "Checks")]
        }
        #expect(try accepted(outcome) == ["given": "Ada"])
    }

    @Test func `an emptied field leaves what the page had in it`() async throws {
        let kept = try accepted(
            try await judge(["given": "Ada", "code": ""]) {
                $0.inputClaims = [.claim("code", default: "123")]
                $0.outputClaims += [.claim("code")]
            })
        #expect(kept["code"] == "123")
        let emptied = try accepted(
            try await judge(["given": "Ada", "code": ""]) {
                $0.inputClaims = [.claim("code", default: "123")]
                $0.outputClaims += [.claim("code")]
                $0.metadata = .init([
                    .init(key: "AllowGenerationOfClaimsWithNullValues", value: "true", location: here)
                ])
            })
        #expect(emptied["code"] == "")
    }

    @Test(arguments: ["plain", "verify"] as [Name])
    func `a read-only claim of a display control cannot be set by the browser`(control: Name) async throws {
        var state = PageState()
        state.verifications["verify"] = .init(subject: ["email": "a@example.com"], isVerified: true)
        let claims = try accepted(
            try await judge(
                ["given": "Ada", "email": "a@example.com", "shown": "forged", "code": "1"], state: state,
                claims: ["shown": "as it was"]
            ) {
                $0.displayClaims = [DisplayClaim(reference: .displayControl(control))]
                $0.outputClaims = [.claim("shown"), .claim("email"), .claim("given")]
            })
        #expect(claims["shown"] == "as it was")
    }

    @Test func `what is missing or does not fit is said at its field`() async throws {
        let outcome = try await judge(["age": "x"]) { $0.outputClaims += [.claim("age")] }
        #expect(problems(outcome) == ["given", "age"])
        #expect(problems(try await judge(["given": "  "])) == ["given"])
    }

    @Test func `passwords must agree, and stay behind on the page`() async throws {
        let outputs: (inout TechnicalProfile) -> Void = {
            $0.outputClaims = [.claim("newPassword", required: true), .claim("reenterPassword", required: true)]
        }
        let typed: Parameters = ["newPassword": " Correct-horse-7 ", "reenterPassword": "Correct-horse-7"]
        #expect(problems(try await judge(typed, outputs)) == ["reenterPassword"])
        let same: Parameters = ["newPassword": "Correct-horse-7", "reenterPassword": "Correct-horse-7"]
        #expect(try accepted(try await judge(same, outputs)).isEmpty)
    }

    @Test func `an address counts only when a code has proven this one`() async throws {
        let outputs: (inout TechnicalProfile) -> Void = {
            $0.outputClaims = [.claim("email", "Verified.Email", required: true)]
        }
        let posted: Parameters = ["email": "a@example.com"]
        #expect(problems(try await judge(posted, outputs)) == ["email"])
        var state = PageState()
        state.verifications["email"] = .init(subject: ["email": "a@example.com"], isVerified: false)
        #expect(problems(try await judge(posted, state: state, outputs)) == ["email"])
        state.verifications["email"]?.isVerified = true
        #expect(problems(try await judge(["email": "b@example.com"], state: state, outputs)) == ["email"])
        #expect(try accepted(try await judge(posted, state: state, outputs))["email"] == "a@example.com")
        let lax: (inout TechnicalProfile) -> Void = {
            outputs(&$0)
            $0.metadata = .init([.init(key: "EnforceEmailVerification", value: "false", location: here)])
        }
        #expect(try accepted(try await judge(posted, lax))["email"] == "a@example.com")
    }

    @Test func `an address that the person cannot change has to be proven, too`() async throws {
        let outputs: (inout TechnicalProfile) -> Void = { $0.outputClaims = [.claim("shown", "Verified.Email")] }
        let known: Claims = ["shown": "a@example.com"]
        #expect(problems(try await judge(["shown": "b@example.com"], claims: known, outputs)) == ["shown"])
        var state = PageState()
        state.verifications["shown"] = .init(subject: ["shown": "b@example.com"], isVerified: true)
        #expect(
            problems(try await judge(["shown": "b@example.com"], state: state, claims: known, outputs)) == ["shown"])
        state.verifications["shown"] = .init(subject: ["shown": "a@example.com"], isVerified: true)
        #expect(try accepted(try await judge([:], state: state, claims: known, outputs)) == known)
    }

    @Test func `a control gives what it has proven, not what the page says`() async throws {
        let display: (inout TechnicalProfile) -> Void = {
            $0.displayClaims = [DisplayClaim(reference: .displayControl("verify"))]
            $0.outputClaims = [.claim("email"), .claim("silent")]
        }
        let posted: Parameters = ["email": "forged@example.com", "silent": "forged"]
        #expect(problems(try await judge(posted, display)) == ["verify"])
        var state = PageState()
        state.verifications["verify"] = .init(
            subject: ["email": "a@example.com"], isVerified: true, claims: ["silent": "from the service"])
        let claims = try accepted(try await judge(posted, state: state, display))
        #expect(claims == ["email": "a@example.com", "silent": "from the service"])
    }

    @Test func `an emptied field clears its claim only where the profile allows it`() async throws {
        let optional: (inout TechnicalProfile) -> Void = { $0.outputClaims = [.claim("given")] }
        #expect(try accepted(try await judge(["given": ""], claims: ["given": "A"], optional)) == ["given": "A"])
        let clearing: (inout TechnicalProfile) -> Void = {
            optional(&$0)
            $0.metadata = .init([
                .init(key: "AllowGenerationOfClaimsWithNullValues", value: "true", location: here)
            ])
        }
        #expect(try accepted(try await judge(["given": ""], claims: ["given": "A"], clearing)) == ["given": ""])
    }

    @Test func `ticked boxes are a collection`() async throws {
        var form = Parameters()
        for value in ["a", "", "b"] { form.add("picked", value) }
        let claims = try accepted(try await judge(form) { $0.outputClaims = [.claim("picked")] })
        #expect(claims["picked"] == .stringCollection(["a", "b"]))
    }

    @Test func `validation profiles run in order, and the first refusal stops`() async throws {
        let outcome = try await judge(["given": "Ada"]) {
            $0.validationTechnicalProfiles = [.init(profile: "Fails"), .init(profile: "Two")]
        }
        guard case .refused(let message, let profile) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(profile.id == "Fails")
        #expect(message.id == "UserMessageIfClaimsTransformationBooleanValueIsNotEqual")
    }

    @Test func `ContinueOnError goes on, without what failed`() async throws {
        let claims = try accepted(
            try await judge(["given": "Ada"], claims: ["first": "before"]) {
                $0.validationTechnicalProfiles = [
                    .init(profile: "Fails", continueOnError: true), .init(profile: "Two"),
                ]
            })
        #expect(claims["first"] == "before")
        #expect(claims["second"] == "from Two")
    }

    @Test func `ContinueOnSuccess of false ends the list`() async throws {
        let claims = try accepted(
            try await judge(["given": "Ada"]) {
                $0.validationTechnicalProfiles = [
                    .init(profile: "One", continueOnSuccess: false), .init(profile: "Two"),
                ]
            })
        #expect(claims["first"] == "from One")
        #expect(claims["second"] == nil)
    }

    @Test(arguments: [("given", true), ("silent", false)] as [(Name, Bool)])
    func `a precondition sees what was typed`(claim: Name, isSkipped: Bool) async throws {
        let precondition = Precondition(test: .claimsExist([claim]), executeActionsIf: true, location: here)
        let claims = try accepted(
            try await judge(["given": "Ada"]) {
                $0.validationTechnicalProfiles = [.init(profile: "One", preconditions: [precondition])]
            })
        #expect((claims["first"] == nil) == isSkipped)
    }

    @Test func `validation profiles know what the page was given, and the journey does not`() async throws {
        let precondition = Precondition(test: .claimEquals("silent", "yes"), executeActionsIf: true, location: here)
        let claims = try accepted(
            try await judge(["given": "Ada"]) {
                $0.inputClaims = [.claim("silent", default: "yes")]
                $0.validationTechnicalProfiles = [
                    .init(profile: "One", preconditions: [precondition]), .init(profile: "Two"),
                ]
            })
        #expect(claims == ["given": "Ada", "second": "from Two"])
    }

    @Test func `what is typed counts more than what the page was given, also in its transformations`() async throws {
        let claims = try accepted(
            try await judge(["given": "Ada"]) {
                $0.inputClaims = [.claim("given", default: "Eve", always: true), .claim("isOk", default: "true")]
                $0.outputClaimsTransformations = ["Assert"]
            })
        #expect(claims == ["given": "Ada"])
    }

    @Test func `a validation profile that is not there is the policy's fault`() async throws {
        await #expect(throws: JourneyFailure.self) {
            try await judge(["given": "Ada"]) { $0.validationTechnicalProfiles = [.init(profile: "None")] }
        }
    }

    @Test func `a failing output transformation of the page is read on the page`() async throws {
        let outcome = try await judge(["given": "Ada"]) { $0.outputClaimsTransformations = ["Assert"] }
        guard case .refused(let message, let profile) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(profile.id == "Page")
        #expect(message.id == "UserMessageIfClaimsTransformationBooleanValueIsNotEqual")
    }
}
