import Base
import HTTP
import Journey
import Pages
import Policy

/// The captchas of a form: a new task each time one is shown, and one answer to each.
struct CaptchaWork: Sendable {
    let answer: SelfAssertedAnswer
    /// The journey's claims as the page sees them.
    let scope: Claims

    /// Of `PageState.Verification.subject`: which kind of task the person has asked for.
    private static let type = "challengetype"

    /// A new task for the page; nil: none is needed any more.
    func renew(
        _ control: SelfAssertedForm.Control, switching: Bool = false, _ page: inout PageState
    ) async throws -> CaptchaControl.Challenge? {
        let id = control.control.id.folded
        var state = page.verifications[id] ?? PageState.Verification(subject: [:])
        guard !state.isVerified else { return nil }
        var claims = scope
        let typeClaim = control.roles["ChallengeType"]?.type.id ?? "challengeType"
        let current = state.subject[CaptchaWork.type] ?? claims[typeClaim]?.text ?? "Visual"
        let wanted = switching ? (current.lowercased() == "audio" ? "Visual" : "Audio") : current
        state.subject[CaptchaWork.type] = wanted
        claims[typeClaim] = .string(wanted)
        state.claims = [:]
        defer { page.verifications[id] = state }
        guard case .claims(let found) = try await answer.validate(steps("GetChallenge", of: control), scope: claims),
            let shown = control.roles["ChallengeString"].flatMap({ found[$0.type.id] })
        else { return CaptchaControl.Challenge.none }
        // The task itself is not kept: it is large, and made anew for the next page.
        for name in found.names where found[name] != scope[name] && name != control.roles["ChallengeString"]?.type.id {
            state.claims[name] = found[name]
        }
        let isPicture = ["data:image/", "https://"].contains { shown.text.hasPrefix($0) }
        return isPicture ? .image(shown.text) : .question(shown.text)
    }

    /// Judges the answers that were typed. A wrong one is a problem of its field; its task is used up.
    func check(_ posted: Parameters, _ page: inout PageState) async throws -> [SelfAssertedAnswer.FieldProblem] {
        var problems: [SelfAssertedAnswer.FieldProblem] = []
        for control in answer.form.captchas where page.verifications[control.control.id.folded]?.isVerified != true {
            let field = control.answer?.type.id ?? control.control.id
            guard try await isSolved(control, posted, &page) else {
                problems.append(
                    .init(field: field, message: UserMessage("charsnotmatched_error", code: "AADB2C90159")))
                continue
            }
        }
        return problems
    }

    private func isSolved(
        _ control: SelfAssertedForm.Control, _ posted: Parameters, _ page: inout PageState
    ) async throws -> Bool {
        let id = control.control.id.folded
        guard let entry = control.answer, var state = page.verifications[id], !state.claims.names.isEmpty else {
            return false
        }
        let steps = steps("VerifyChallenge", of: control)
        var claims = scope.merging(state.claims)
        claims[entry.type.id] = .string(String((posted[entry.type.id.text] ?? "").prefix(256)))
        // One answer, whatever it is worth.
        state.claims = [:]
        page.verifications[id] = state
        guard case .claims(let found) = try await answer.validate(steps, scope: claims),
            let solved = solvedClaim(of: steps), found[solved] == .boolean(true)
        else { return false }
        state.isVerified = true
        for output in control.control.outputClaims { state.claims[output.claimType] = found[output.claimType] }
        page.verifications[id] = state
        return true
    }

    /// A task that was done is good for one answer of the page.
    func use(_ page: inout PageState) {
        for control in answer.form.captchas {
            page.verifications[control.control.id.folded]?.isVerified = false
            page.verifications[control.control.id.folded]?.claims = [:]
        }
    }

    private func steps(_ action: Name, of control: SelfAssertedForm.Control) -> [ValidationTechnicalProfile] {
        control.control.actions[action] ?? []
    }

    /// The claim that takes the provider's `solved`.
    private func solvedClaim(of steps: [ValidationTechnicalProfile]) -> Name? {
        for step in steps {
            guard let profile = answer.environment.policy.technicalProfiles[step.profile] else { continue }
            let solved = profile.outputClaims.first {
                ($0.partnerClaimType ?? $0.claimType.text).equalsFolded("solved")
            }
            if let solved { return solved.claimType }
        }
        return nil
    }
}
