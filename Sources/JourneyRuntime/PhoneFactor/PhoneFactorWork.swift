import Base
import HTTP
import Journey
import Pages
import Policy

/// `PhoneFactorProtocolProvider` (b2c-reference §11.11): proves one of the numbers that are known, or a new one.
struct PhoneFactorWork: Sendable {
    let profile: TechnicalProfile
    let run: Run
    let runner: ProfileRunner
    /// The numbers that the input claims give, in E.164.
    let knownNumbers: [String]

    /// `isShown`: the page is being made.
    init(profile: TechnicalProfile, run: Run, runner: ProfileRunner, isShown: Bool = false) {
        self.profile = profile
        self.run = run
        self.runner = runner
        let environment = run.environment(onPageOf: profile)
        let claims = runner.claims(onPageOf: profile, run.transaction.journey.claims, environment, isShown: isShown)
        let inputs = (try? runner.inputs(of: profile, claims: claims, environment)) ?? []
        knownNumbers = inputs.filter { !$0.partnerName.equalsFolded("UserId") }
            .compactMap { PhoneNumberSyntax.normalized($0.value.text) }
    }

    /// For somebody without a number alone, whatever `ManualPhoneNumberEntryAllowed` says (the starter packs: true).
    /// Who has one proves that one, as in B2C: a second factor that the first one can replace is none.
    private var allowsManualEntry: Bool { knownNumbers.isEmpty }

    private var mode: PhoneFactorPage.Mode {
        profile.metadata["setting.authenticationMode"]
            .flatMap { PhoneFactorPage.Mode(rawValue: $0.trimmingBlanks().lowercased()) } ?? .mixed
    }

    func page(_ texts: Texts) -> PhoneFactorPage {
        let state = run.transaction.page
        var page = PhoneFactorPage(
            numbers: knownNumbers.map(PhoneFactorWork.masked), allowsManualEntry: allowsManualEntry, mode: mode,
            showsCancel: profile.metadata.bool("setting.showCancelButton", default: true), message: state.problems[""])
        if let phone = state.phone {
            page.state = .enteringCode
            page.chosen = knownNumbers.firstIndex(of: phone.number) ?? page.numbers.count
        }
        if page.numbers.isEmpty || page.allowsManualEntry {
            page.countryNames = run.environment.countryNames(in: texts.language)
        }
        page.countryCode = state.typed["countrycode"]?.first
        page.nationalNumber = state.typed["number"]?.first
        return page
    }

    /// `XXX-XXX-1234`: enough for its owner, too little for anybody else.
    static func masked(_ number: String) -> String { "XXX-XXX-\(number.suffix(4))" }

    /// `setting.autodial`: where there is one number and one way to reach it, the code is under way before the page is
    /// there. Once: whoever comes back to the page presses its button.
    func dial(_ page: inout PageState, codes: CodeBook) async throws {
        guard profile.metadata.bool("setting.autodial", default: false), mode != .mixed, knownNumbers.count == 1,
            page.phone == nil, !page.hasDialed
        else { return }
        page.hasDialed = true
        let phone = PageState.PhoneState(number: knownNumbers[0], isNew: false, isCall: mode == .phone)
        _ = try await send(phone, &page, codes: codes)
    }

    /// Sends a code to the number that the form names.
    func send(_ posted: Parameters, _ page: inout PageState, codes: CodeBook) async throws -> PageProblem? {
        let isCall = posted["auth_type"] == "voice" || posted["cardea_action"] == "call"
        guard isCall ? mode != .sms : mode != .phone, let number = number(posted) else {
            return problem("invalid_number", "AADB2C90145", &page)
        }
        return try await send(
            PageState.PhoneState(number: number.text, isNew: number.isNew, isCall: isCall), &page, codes: codes)
    }

    /// Sends another code the way that the last one went.
    func sendAgain(_ page: inout PageState, codes: CodeBook) async throws -> PageProblem? {
        guard let phone = page.phone else { return problem("invalid_number", "AADB2C90145", &page) }
        return try await send(phone, &page, codes: codes)
    }

    private func send(
        _ phone: PageState.PhoneState, _ page: inout PageState, codes: CodeBook
    ) async throws -> PageProblem? {
        var sender = CodeSender(
            services: runner.services, tenant: run.tenant, environment: run.environment, codes: codes)
        sender.claim = PhoneFactorWork.claim(of: profile)
        let outcome = try await sender.send(phone.isCall ? .call : .text, to: phone.number, for: subject(phone.number))
        switch outcome {
        case .sent:
            let isSecond = page.phone?.number == phone.number
            page.phone = phone
            page.phone?.isSecond = isSecond
            return nil
        case .throttled(let until): return problem("error_449", "AADB2C90151", &page, waiting: until)
        case .failed: return problem("error_448", "AADB2C90152", &page)
        }
    }

    /// The claim that the number goes into.
    static func claim(of profile: TechnicalProfile) -> Name? {
        profile.outputClaims.first { $0.partnerClaimType == "Verified.OfficePhone" }?.claimType
    }

    enum Verification: Sendable {
        case proven(Claims)
        case wrong(PageProblem)
        /// After three wrong codes the journey ends (page version 1.1.0 and later).
        case exhausted
    }

    /// Checks the code that was typed.
    func verify(_ posted: Parameters, _ page: inout PageState, codes: CodeBook) throws -> Verification {
        guard let phone = page.phone else { return .wrong(problem("invalid_code", "AADB2C90154", &page)) }
        let typed = posted["VERIFICATION_CODE"] ?? posted["verificationCode"] ?? ""
        switch codes.check(typed, for: subject(phone.number), maximumTries: 3, at: run.now) {
        case .right: return .proven(try claims(phone))
        case .wrong: return .wrong(problem("error_incorrect_code", "AADB2C90155", &page))
        case .exhausted: return .exhausted
        case .expired, .none:
            page.phone = nil
            return .wrong(problem("error_tryagain", "AADB2C90156", &page))
        }
    }

    private func claims(_ phone: PageState.PhoneState) throws -> Claims {
        var values: JSON.Object = ["Verified.OfficePhone": .string(phone.number)]
        if phone.isNew { values["newPhoneNumberEntered"] = true }
        return try runner.finish(
            profile, values: .object(values), claims: run.transaction.journey.claims, run.environment)
    }

    private func number(_ posted: Parameters) -> (text: String, isNew: Bool)? {
        let known = knownNumbers
        if let index = posted["id"].flatMap({ Int($0) }), known.indices.contains(index) { return (known[index], false) }
        guard allowsManualEntry, let national = posted["number"], !national.isEmpty, national.utf8.count <= 40 else {
            // One known number and no choice: that one.
            return known.count == 1 && posted["number"] == nil ? (known[0], false) : nil
        }
        let region = posted["countryCode"] ?? ""
        do {
            guard let parsed = try run.environment.phoneNumbers.parse(national, region: region), parsed.isValid else {
                return nil
            }
            return (parsed.e164, true)
        } catch {
            runner.services.emit(PhoneEvent.unavailable(remedy: error.remedy))
            return nil
        }
    }

    private func subject(_ number: String) -> String { "phone:\(number)" }

    private func problem(
        _ id: String, _ code: String, _ page: inout PageState, waiting until: Timestamp? = nil
    ) -> PageProblem {
        let texts = Texts(
            policy: run.policy,
            contentDefinition: profile.contentDefinition.flatMap { run.policy.contentDefinitions[$0] },
            profile: profile, language: run.environment.language)
        let wait = until.map { [texts.wait(seconds: run.now.wait(until: $0))] } ?? []
        let problem = PageProblem(code: code, text: texts.ux(id, on: .phoneFactor).filled(with: wait))
        page.problems[""] = problem.text
        return problem
    }
}

package enum PhoneEvent: Event {
    /// Numbers cannot be read here, and no one can enrol a phone.
    case unavailable(remedy: String)

    package var name: String { "phone.unavailable" }
    package var level: EventLevel { .error }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .unavailable(let remedy): [("remedy", .string(remedy))]
        }
    }
}

extension JourneyEnvironment {
    /// The countries' names in a language. Without the library a page has its own, English ones: numbers cannot be read
    /// then either, which is reported when somebody types one.
    func countryNames(in language: String) -> [(code: String, name: String)] {
        guard let names = try? phoneNumbers.regionNames(in: language) else { return [] }
        return names.map { ($0.region, $0.name) }
    }
}
