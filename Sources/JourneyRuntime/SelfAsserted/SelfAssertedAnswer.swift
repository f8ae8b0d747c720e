import Base
import Directory
import HTTP
import Journey
import Pages
import Policy
import Trace

/// Judges what a person sent from a page of fields: the fields themselves, what must be proven by a code, then the
/// validation profiles in their order (b2c-reference §11.1, §11.2).
struct SelfAssertedAnswer: Sendable {
    let form: SelfAssertedForm
    let runner: ProfileRunner
    let tenant: Tenant
    let environment: JourneyEnvironment
    let codes: CodeBook
    let device: BrowserDevice

    enum Outcome: Sendable {
        /// The claims that the page gives to the journey.
        case accepted(Claims)
        /// What is wrong, by field.
        case problems([FieldProblem])
        case refused(UserMessage, by: TechnicalProfile)
    }

    /// A field that cannot be taken as it is: the message's id or its own text.
    struct FieldProblem: Error, Sendable, Equatable {
        let field: Name
        let message: UserMessage
    }

    /// `claims` is the journey's bag, which the page cannot change but for its output claims.
    func judge(_ posted: Parameters, state: PageState, claims: Claims) async throws -> Outcome {
        var scope = scope(with: claims)
        if let name = form.profile.metadata["IpAddressClaimReferenceId"]?.trimmingBlanks(), !name.isEmpty {
            scope[Name(name)] = .string(environment.request.address)
        }
        var problems: [FieldProblem] = []
        for item in form.items {
            switch item {
            case .claim(let entry): take(entry, posted, state, &scope, &problems)
            case .control(let control): take(control, posted, state, &scope, &problems)
            }
        }
        requireSamePassword(scope, &problems)
        guard problems.isEmpty else { return .problems(problems) }
        switch try await validate(form.profile.validationTechnicalProfiles, scope: scope) {
        case .claims(let validated):
            do {
                return .accepted(try outputs(scope: validated, before: claims))
            } catch let message as UserMessage {
                // An assertion among the page's own output transformations: the person reads it and tries again.
                return .refused(message, by: form.profile)
            }
        case .refused(let message, let profile): return .refused(message, by: profile)
        }
    }

    /// Runs validation profiles (or a display control's action) one after the other.
    func validate(
        _ references: [ValidationTechnicalProfile], as role: TraceEvent.Profile.Role = .validation, scope: Claims
    ) async throws -> ProfileRunner.Result {
        var scope = scope
        for reference in references {
            if let precondition = reference.preconditions.first(where: { $0.skips(scope) }) {
                if let trace = environment.trace {
                    let skipped = trace.skipped(.profile(reference.profile.text), precondition, scope)
                    trace.note(skipped, outcome: .skipped)
                }
                continue
            }
            guard let profile = environment.policy.technicalProfiles[reference.profile] else {
                throw JourneyFailure.noTechnicalProfile(reference.profile)
            }
            let result = try await runner.run(
                profile, as: role, claims: scope, tenant: tenant, environment: environment, codes: codes, device: device
            )
            switch result {
            case .claims(let claims):
                scope = claims
                if !reference.continueOnSuccess { return .claims(scope) }
            case .refused:
                if !reference.continueOnError { return result }
                environment.trace?.note(.note("ContinueOnError: \(reference.profile) may fail, and the page goes on"))
            }
        }
        return .claims(scope)
    }

    /// The value that was posted for a field, if it may be; nil for an empty one.
    static func value(
        of entry: SelfAssertedForm.Entry, _ posted: Parameters, _ environment: JourneyEnvironment
    ) throws(FieldProblem) -> ClaimValue? {
        let type = entry.type
        let field = Field(id: type.id.text, label: "", kind: type.userInputType ?? .textBox)
        let sent = field.posted(in: posted) ?? ""
        let text = type.userInputType == .password ? sent : sent.trimmingBlanks()
        var checked = type
        if entry.isVerified { checked.userInputType = .emailBox }
        let problems = InputValidation(in: environment).validate(text, as: checked, isRequired: entry.isRequired)
        if let first = problems.first {
            // What is no date or number at all breaks every rule about dates or numbers, and those say nothing of it.
            let told = first.kind == .date || first.kind == .number ? [first] : problems
            let said = told.compactMap(\.text).filter { !$0.isEmpty }.joined(separator: " ")
            throw FieldProblem(
                field: type.id,
                message: UserMessage(
                    first.messageID, code: "AADB2C90158", text: said.isEmpty ? nil : said,
                    builtIn: first.kind.builtInText, detail: first.detail))
        }
        guard !text.isEmpty else { return nil }
        switch type.dataType {
        case .stringCollection: return .stringCollection(posted.all(type.id.text).filter { !$0.isEmpty })
        case .phoneNumber:
            guard let number = PhoneNumberSyntax.normalized(text) else {
                throw FieldProblem(
                    field: type.id,
                    message: UserMessage(
                        "UserMessageIfInvalidFormat", code: "AADB2C90158",
                        fallback: "Enter the number with its country code, like +44 20 7946 0958."))
            }
            return .phoneNumber(number)
        case .string, .boolean, .int, .long, .date, .dateTime, .duration, .alternativeSecurityIdCollection,
            .userIdentity, .userIdentityCollection, .objectIdentity, .objectIdentityCollection:
            break
        }
        return ClaimValue(text, as: type.dataType)
    }

    /// The bag, over it what the page's input claims give, defaults too: what the page shows, what an emptied field
    /// leaves as it was, and what validation profiles know.
    func scope(with claims: Claims) -> Claims {
        claims.merging(runner.given(to: form.profile, claims, environment))
    }

    private func take(
        _ entry: SelfAssertedForm.Entry, _ posted: Parameters, _ state: PageState, _ scope: inout Claims,
        _ problems: inout [FieldProblem]
    ) {
        do {
            guard !entry.isReadOnly else {
                // Not for the person to change, and still to be proven.
                if entry.isVerified { try requireVerified(entry, scope[entry.type.id], state) }
                return
            }
            let value = try SelfAssertedAnswer.value(of: entry, posted, environment)
            if entry.isVerified { try requireVerified(entry, value, state) }
            set(entry.type, value, &scope)
        } catch {
            problems.append(error)
        }
    }

    private func take(
        _ control: SelfAssertedForm.Control, _ posted: Parameters, _ state: PageState, _ scope: inout Claims,
        _ problems: inout [FieldProblem]
    ) {
        switch control.kind {
        case .fields:
            for entry in control.entries { take(entry, posted, state, &scope, &problems) }
        case .qrCode, .authenticatorInfo, .authenticatorApp: break
        case .captcha, .verification: takeProof(control, posted, state, &scope, &problems)
        }
    }

    /// What a display control has proven before the page was sent.
    private func takeProof(
        _ control: SelfAssertedForm.Control, _ posted: Parameters, _ state: PageState, _ scope: inout Claims,
        _ problems: inout [FieldProblem]
    ) {
        let id = control.control.id
        guard let proof = state.verifications[id.folded], proof.isVerified else {
            let isFilled = control.entries.contains { posted[$0.type.id.text]?.isEmpty == false }
            if control.kind == .captcha || control.isRequired || control.entries.contains(where: \.isRequired)
                || isFilled
            {
                problems.append(
                    FieldProblem(field: id, message: UserMessage("UserMessageIfClaimNotVerified", code: "AADB2C90159")))
            }
            return
        }
        for entry in control.entries {
            // The value that was proven counts, not what the page says it was.
            set(
                entry.type, proof.subject[entry.type.id.folded].flatMap { ClaimValue($0, as: entry.type.dataType) },
                &scope)
        }
        for output in control.control.outputClaims where proof.claims.contains(output.claimType) {
            scope[output.claimType] = proof.claims[output.claimType]
        }
    }

    /// An emptied field clears the claim only where the profile says that it may
    /// (`AllowGenerationOfClaimsWithNullValues`).
    private func set(_ type: ClaimType, _ value: ClaimValue?, _ scope: inout Claims) {
        if let value {
            scope[type.id] = value
        } else if form.profile.metadata.bool("AllowGenerationOfClaimsWithNullValues", default: false) {
            // A box that is not ticked says no; every other empty field says nothing.
            scope[type.id] = type.dataType == .boolean ? .boolean(false) : .string("")
        }
    }

    private func requireVerified(
        _ entry: SelfAssertedForm.Entry, _ value: ClaimValue?, _ state: PageState
    ) throws(FieldProblem) {
        guard form.profile.metadata.bool("EnforceEmailVerification", default: true), let value else { return }
        let proof = state.verifications[entry.type.id.folded]
        guard let proof, proof.isVerified, proof.subject.values.contains(value.text) else {
            throw FieldProblem(
                field: entry.type.id, message: UserMessage("UserMessageIfClaimNotVerified", code: "AADB2C90159"))
        }
    }

    private func requireSamePassword(_ scope: Claims, _ problems: inout [FieldProblem]) {
        guard form.entry("newPassword") != nil, form.entry("reenterPassword") != nil,
            scope["newPassword"] != scope["reenterPassword"]
        else { return }
        problems.append(
            FieldProblem(
                field: "reenterPassword", message: UserMessage("error_passwordEntryMismatch", code: "AADB2C90158")))
    }

    /// What leaves the page: its output claims, and what its output transformations add. Passwords stay behind (§4.3).
    private func outputs(scope: Claims, before: Claims) throws -> Claims {
        var claims = before
        for output in form.profile.outputClaims {
            claims[output.claimType] = scope[output.claimType] ?? before[output.claimType]
        }
        claims = try runner.finish(
            form.profile, partner: { _ in nil }, onPage: true, claims: claims, environment)
        for name in claims.names where environment.policy.claimTypes[name]?.userInputType == .password {
            claims[name] = nil
        }
        return claims
    }
}

extension InputProblem.Kind {
    /// The id of the built-in words for it; nil: those of the message's own id.
    fileprivate var builtInText: String? {
        switch self {
        case .required: nil
        case .tooLong: "entryTooLong"
        case .number: "entryNotANumber"
        case .date: "entryNotADate"
        case .email: "entryNotAnEmail"
        case .enumeration: "entryNotAnOption"
        case .pattern, .patternGaveUp: "entryNotInForm"
        case .dataType, .predicates: "entryNotValid"
        }
    }
}
