import Base
import Cryptography
import Directory
import HTTP
import Journey
import OpenIDProvider
import Pages
import Policy

/// Makes the page of the step where a journey has stopped.
struct PageMaker: Sendable {
    let csrf: CSRFTokens
    let templates: TemplateLoader
    let runner: ProfileRunner
    let random: Random
    /// Address of a journey's trace by its correlation id, in development.
    let trace: @Sendable (String) -> String?
    /// What pages say to the policies' author, in development.
    let notice: @Sendable () -> PageNotice?

    func page(for stop: JourneyRunner.Stop, _ run: inout Run) async throws -> Response {
        switch stop {
        case .selection(let selection) where selection.isCombined: return try await combined(selection, &run)
        case .selection(let selection): return try await selectionPage(selection, &run)
        case .selfAsserted(let profile): return try await selfAsserted(profile, &run)
        case .phoneFactor(let profile): return try await phoneFactor(profile, &run)
        case .passkey(let profile): return try await passkey(profile, &run)
        case .oneTimeCode(let profile): return try await oneTimeCode(profile, &run)
        case .redirect, .send, .failed: preconditionFailure("only a step with a page has one")
        }
    }

    /// The profile whose fields the page of `stop` asks for; nil where it asks for none.
    func formProfile(of stop: JourneyRunner.Stop, _ run: Run) -> TechnicalProfile? {
        switch stop {
        case .selection(let selection): selection.form.flatMap { run.policy.technicalProfiles[$0.profile] }
        case .selfAsserted(let profile): profile
        case .phoneFactor, .passkey, .oneTimeCode, .redirect, .send, .failed: nil
        }
    }

    private func combined(_ selection: Selection, _ run: inout Run) async throws -> Response {
        let profile = selection.form.flatMap { run.policy.technicalProfiles[$0.profile] }
        let definition = definition(selection.contentDefinition ?? profile?.contentDefinition, run.policy)
        let frame = try await frame(definition, profile, .combined, &run)
        let items = try await items(of: profile, frame.texts, &run)
        let ways = Ways(providers(selection, frame.texts, run), below: definition)
        var page = CombinedPage(
            fields: items.compactMap { if case .field(let field) = $0 { field } else { nil } },
            providers: ways.providers, signUpLinks: profile.map { signUpLinks($0, ways.signUps, run) } ?? [],
            rememberMe: profile.map { offersKeepingSignedIn(run, $0) } == true ? false : nil,
            message: run.transaction.page.problems[""])
        page.controls = items.filter { if case .field = $0 { false } else { true } }
        page.bottomLinks = ways.below
        page.passkey = passkeyWay(selection, frame.texts, run)
        page.forgotPassword = profile.map { forgotPassword($0, definition) } ?? .init(location: .none)
        page.operatingMode =
            profile.flatMap { CombinedPage.OperatingMode(setting: $0.metadata["setting.operatingMode"]) } ?? .email
        return page.response(in: frame)
    }

    private func selectionPage(_ selection: Selection, _ run: inout Run) async throws -> Response {
        let definition = definition(selection.contentDefinition, run.policy)
        let frame = try await frame(definition, nil, .providerSelection, &run)
        var page = ProviderSelectionPage(providers: providers(selection, frame.texts, run))
        page.isSignUp = definition?.id == "api.idpselections.signup"
        return page.response(in: frame)
    }

    private func selfAsserted(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Response {
        let frame = try await frame(definition(profile.contentDefinition, run.policy), profile, .selfAsserted, &run)
        let page = SelfAssertedPage(
            items: try await items(of: profile, frame.texts, &run),
            showsContinue: profile.metadata.bool("setting.showContinueButton", default: true),
            showsCancel: profile.metadata.bool("setting.showCancelButton", default: true),
            message: run.transaction.page.problems[""])
        return page.response(in: frame)
    }

    private func phoneFactor(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Response {
        let frame = try await frame(definition(profile.contentDefinition, run.policy), profile, .phoneFactor, &run)
        return PhoneFactorWork(profile: profile, run: run, runner: runner, isShown: true)
            .page(frame.texts).response(in: frame)
    }

    /// What the page of `profile` asks for and shows, a new task for each captcha included.
    private func items(
        of profile: TechnicalProfile?, _ texts: Texts, _ run: inout Run
    ) async throws -> [SelfAssertedPage.Item] {
        guard let profile else { return [] }
        if run.transaction.page.seed == nil, !profile.inputClaimsTransformations.isEmpty {
            run.transaction.page.seed = random.bytes(16)
        }
        let form = SelfAssertedForm(profile, policy: run.policy)
        let scope = scope(of: profile, run, isShown: true)
        let captchas = CaptchaWork(
            answer: SelfAssertedAnswer(
                form: form, runner: runner, tenant: run.tenant, environment: run.environment(onPageOf: profile),
                codes: run.codes, device: run.device),
            scope: scope)
        var challenges: [Name: CaptchaControl.Challenge] = [:]
        for control in form.captchas {
            challenges[control.control.id] = try await captchas.renew(control, &run.transaction.page)
        }
        var builder = builder(profile, texts, scope, run)
        builder.challenges = challenges
        return builder.items(of: form)
    }

    private func builder(
        _ profile: TechnicalProfile, _ texts: Texts, _ scope: Claims, _ run: Run
    ) -> FieldBuilder {
        var builder = FieldBuilder(
            policy: run.policy, texts: texts, environment: run.environment(onPageOf: profile),
            state: run.transaction.page, values: prefilled(profile, scope, run),
            enforcesEmailVerification: profile.metadata.bool("EnforceEmailVerification", default: true))
        builder.controlValues = controlValues(profile, scope, run)
        return builder
    }

    /// What the input claims of a display control make of the journey's claims and of the page's own.
    func controlValues(
        _ profile: TechnicalProfile, _ scope: Claims, _ run: Run
    ) -> @Sendable (DisplayControl) -> Claims {
        let known = scope.merging(prefilled(profile, scope, run))
        return { control in
            var own = profile
            own.inputClaims = control.inputClaims
            return prefilled(own, at: .displayControl, known, run)
        }
    }

    /// What the fields hold at first: the profile's input claims.
    func prefilled(_ profile: TechnicalProfile, _ run: Run) -> Claims {
        prefilled(profile, scope(of: profile, run), run)
    }

    private func prefilled(
        _ profile: TechnicalProfile, at place: ResolverPlace = .inputClaim, _ scope: Claims, _ run: Run
    ) -> Claims {
        let environment = run.environment(onPageOf: profile)
        guard let inputs = try? inputValues(of: profile, at: place, claims: scope, environment: environment) else {
            return [:]
        }
        var values: Claims = [:]
        for input in inputs { values[input.reference.claimType] = input.value }
        return values
    }

    /// The journey's claims with what the profile's input transformations make of them. `isShown`: the page is being
    /// made; its answer is judged by the same ones.
    func scope(of profile: TechnicalProfile, _ run: Run, isShown: Bool = false) -> Claims {
        var environment = run.environment(onPageOf: profile)
        if let seed = run.transaction.page.seed { environment.random = .following(seed) }
        return runner.claims(
            onPageOf: profile, run.transaction.journey.claims, environment, isShown: isShown)
    }
}

extension PageMaker {
    private func providers(_ selection: Selection, _ texts: Texts, _ run: Run) -> [Pages.Provider] {
        // The way that the "forgot password" link goes is a choice of the step, but no button.
        let form = selection.form.flatMap { run.policy.technicalProfiles[$0.profile] }
        let override = form?.metadata["setting.forgotPasswordLinkOverride"].map { Name($0.trimmingBlanks()) }
        return selection.providers.compactMap { exchange in
            guard exchange.id != override, let profile = run.policy.technicalProfiles[exchange.profile] else {
                return nil
            }
            let isLocal = profile.handlerName == "SelfAssertedAttributeProvider"
            let isPasskey = PasskeySettings.matches(profile)
            return Pages.Provider(
                exchangeID: exchange.id.text,
                name: texts.provider(exchange: exchange.id.text, displayName: profile.displayName),
                kind: isPasskey ? .passkey : isLocal ? .local : .federated,
                display: Pages.Provider.Display(setting: profile.metadata["ClaimsProviderSelectionDisplayType"]))
        }
    }

    /// The link to the profile's `SignUpTarget`, and those of the local accounts that are shown as links
    /// (`ClaimsProviderSelectionDisplayType`, pages from 2.1.0 on).
    private func signUpLinks(
        _ profile: TechnicalProfile, _ links: [Pages.Provider], _ run: Run
    ) -> [CombinedPage.SignUpLink] {
        guard profile.metadata.bool("setting.showSignupLink", default: true) else { return [] }
        let named = links.map { CombinedPage.SignUpLink(text: $0.name, exchangeID: $0.exchangeID) }
        let target = profile.signUpTarget
        // Without the exchange the link would lead nowhere.
        guard !links.contains(where: { Name($0.exchangeID) == target }), run.journey().signUp(target) != nil,
            links.isEmpty || profile.metadata["SignUpTarget"] != nil
        else { return named }
        return [CombinedPage.SignUpLink()] + named
    }

    private func forgotPassword(_ profile: TechnicalProfile, _ definition: ContentDefinition?)
        -> CombinedPage.ForgotPassword
    {
        let location =
            profile.metadata["setting.forgotPasswordLinkLocation"]
            .flatMap { CombinedPage.ForgotPasswordLocation(rawValue: $0.trimmingBlanks()) } ?? .afterInput
        return .init(
            location: location, exchangeID: profile.metadata["setting.forgotPasswordLinkOverride"]?.trimmingBlanks())
    }

    /// "Keep me signed in" needs the policy's days and the page's setting (b2c-reference §9.4).
    func offersKeepingSignedIn(_ run: Run, _ profile: TechnicalProfile) -> Bool {
        (run.policy.relyingParty?.behaviors.keepAliveInDays ?? 0) > 0
            && profile.metadata.bool("setting.enableRememberMe", default: false)
    }

    func definition(_ name: Name?, _ policy: ResolvedPolicy) -> ContentDefinition? {
        name.flatMap { policy.contentDefinitions[$0] }
    }

    func frame(
        _ definition: ContentDefinition?, _ profile: TechnicalProfile?, _ api: PageSettings.API, _ run: inout Run
    ) async throws -> PageFrame {
        let texts = Texts(
            policy: run.policy, contentDefinition: definition, profile: profile, language: run.environment.language)
        let token = csrf.token(for: run.http)
        if let cookie = token.cookie { run.cookies.append(cookie) }
        let behaviors = run.policy.relyingParty?.behaviors ?? UserJourneyBehaviors()
        let allowsScript = behaviors.allowsScript && definition?.page?.isContract == true
        let address = try await templateAddress(definition, behaviors, run)
        var settings = settings(run, api, csrf: token.text)
        settings.remoteResource = address ?? ""
        settings.retryLimit = profile?.metadata.int("setting.retryLimit", default: 7, in: 1...1_000_000) ?? 7
        settings.config = (profile?.metadata.items ?? []).filter { $0.key.hasPrefix("setting.") }
            .map { (String($0.key.trimmingBlanks().dropFirst("setting.".count)), .string($0.value)) }
        var template: PageTemplate?
        if let address {
            template = await templates.template(
                at: address, allowsScript: allowsScript, recordedBy: run.environment.trace)
        }
        if template == nil, address != nil, let recovery = definition?.recoveryURI, Look(loadURI: recovery) == nil {
            template = await templates.template(
                at: recovery, allowsScript: allowsScript, recordedBy: run.environment.trace)
        }
        var frame = PageFrame(
            texts: texts, look: look(definition, run), tenantName: run.tenant.displayName, template: template,
            allowsScript: allowsScript, nonce: Base64.encode(random.bytes(16)), settings: settings,
            frameAncestors: behaviors.journeyFraming ?? [])
        frame.trace = trace(run.transaction.correlationID)
        frame.notice = notice()
        return frame
    }

    private func look(_ definition: ContentDefinition?, _ run: Run) -> Look {
        if let asked = run.transaction.parameters["pageFlavor"].flatMap({ Look(rawValue: $0) }) { return asked }
        return definition.flatMap { Look(loadURI: $0.loadURI) } ?? .classic
    }

    /// Of the pages at the end of a journey, and after it.
    func endLook(_ policy: ResolvedPolicy?) -> Look {
        policy?.contentDefinitions["api.error"].flatMap { Look(loadURI: $0.loadURI) } ?? .classic
    }

    /// The operator's page, resolvers filled in and the policy's parameters appended (§15.5); nil: a built-in look.
    private func templateAddress(
        _ definition: ContentDefinition?, _ behaviors: UserJourneyBehaviors, _ run: Run
    ) async throws -> String? {
        guard let definition, Look(loadURI: definition.loadURI) == nil else { return nil }
        let claims = run.transaction.journey.claims
        var address =
            (try? ClaimResolver.resolveAddress(definition.loadURI, claims: claims, in: run.environment))
            ?? definition.loadURI
        var query = Parameters()
        for (name, value) in behaviors.contentDefinitionParameters {
            query.add(name, (try? ClaimResolver.resolve(value, claims: claims, in: run.environment)) ?? value)
        }
        if !query.items.isEmpty { address += (address.contains("?") ? "&" : "?") + query.urlEncoded }
        return address
    }

    func settings(_ run: Run, _ api: PageSettings.API, csrf token: String) -> PageSettings {
        var settings = PageSettings(
            csrf: token, transactionID: StateProperties.text(run.transaction.id),
            hosts: .init(tenant: "/\(run.tenant.name)/\(run.policy.id.text)", policy: run.policy.id.text), api: api,
            locale: run.environment.language, pageViewID: random.uuid())
        settings.step = run.transaction.step
        return settings
    }

    func addresses(_ run: Run) -> PageAddresses {
        PageAddresses(settings(run, .selfAsserted, csrf: csrf.token(for: run.http).text))
    }

    func texts(_ run: Run, _ profile: TechnicalProfile? = nil) -> Texts {
        Texts(
            policy: run.policy, contentDefinition: definition(profile?.contentDefinition, run.policy), profile: profile,
            language: run.environment.language)
    }

    /// Problems under the ids that the page's elements have.
    func fieldIDs(_ problems: [String: String], of stop: JourneyRunner.Stop, _ run: Run) -> [String: String] {
        guard let profile = formProfile(of: stop, run) else { return problems }
        let form = SelfAssertedForm(profile, policy: run.policy)
        let entries = form.entries + form.captchas.compactMap(\.answer)
        return Dictionary(
            problems.map { key, text in (entries.first { $0.type.id.folded == key }?.type.id.text ?? key, text) }
        ) { first, _ in first }
    }
}

extension TechnicalProfile {
    /// The exchange that the sign-up link runs (b2c-reference §5.4); the starter packs' where none is named.
    var signUpTarget: Name { Name(metadata["SignUpTarget"]?.trimmingBlanks() ?? "SignUpWithLogonEmailExchange") }

    var contentDefinition: Name? { metadata["ContentDefinitionReferenceId"].map { Name($0.trimmingBlanks()) } }
}

/// The ways that a combined page offers, by where they stand.
private struct Ways {
    var providers: [Pages.Provider] = []
    var signUps: [Pages.Provider] = []
    var below: [Pages.Provider] = []

    init(_ all: [Pages.Provider], below definition: ContentDefinition?) {
        let named = definition?.metadata["setting.bottomUnderFormClaimsProviderSelections"] ?? ""
        let bottom = Set(named.split(separator: ",").map { Name(String($0).trimmingBlanks()) })
        for provider in all {
            if bottom.contains(Name(provider.exchangeID)) {
                below.append(provider)
            } else if provider.kind == .local, provider.display == .link {
                signUps.append(provider)
            } else {
                providers.append(provider)
            }
        }
    }
}

extension Pages.Provider.Display {
    /// `TextLink`, `Dropdown`; a button otherwise.
    fileprivate init(setting: String?) {
        switch setting?.trimmingBlanks().lowercased() {
        case "textlink", "link": self = .link
        case "dropdown", "dropdownlist", "dropdownsingleselect": self = .dropdown
        case .some, nil: self = .button
        }
    }
}

extension CombinedPage.OperatingMode {
    fileprivate init?(setting: String?) {
        switch setting?.trimmingBlanks().lowercased() {
        case "email": self = .email
        case "username": self = .username
        case .some: self = .generic
        case nil: return nil
        }
    }
}
