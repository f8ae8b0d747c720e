import Base
import Journey
import Policy

/// What a self-asserted profile asks for (b2c-reference §11.1): its display claims, or else the output claims that
/// have an input type and no default, and that no validation profile finds out by itself.
struct SelfAssertedForm: Sendable {
    enum Item: Sendable {
        case claim(Entry)
        case control(Control)
    }

    struct Entry: Sendable {
        var type: ClaimType
        let isRequired: Bool
        /// `Verified.Email`: a code must prove the value first.
        let isVerified: Bool

        /// Shown, not asked: what the browser posts under its name is ignored.
        var isReadOnly: Bool { type.userInputType == .readonly || type.userInputType == .paragraph }
    }

    struct Control: Sendable {
        let control: DisplayControl
        let kind: Kind
        let isRequired: Bool
        /// What is asked, apart from a code or the answer to a task.
        let entries: [Entry]
        /// The claim that takes the code.
        let code: Entry?
        /// The claims of the control by their `ControlClaimType`.
        let roles: [Name: Entry]

        var isVerification: Bool { kind == .verification }

        /// `UserInterfaceControlType`.
        enum Kind: Sendable {
            case verification, qrCode, authenticatorInfo, authenticatorApp, captcha
            /// Fields that stand together, and nothing more.
            case fields
        }
    }

    let profile: TechnicalProfile
    let items: [Item]

    init(_ profile: TechnicalProfile, policy: ResolvedPolicy) {
        self.profile = profile
        let items =
            profile.displayClaims.isEmpty
            ? SelfAssertedForm.asked(profile, policy).compactMap { SelfAssertedForm.item($0, policy) }
            : profile.displayClaims.compactMap { SelfAssertedForm.item($0, profile, policy) }
        let isByEmail = profile.metadata["setting.operatingMode"]?.trimmingBlanks().equalsFolded("Email") == true
        self.items = isByEmail ? SelfAssertedForm.signingInByEmail(items) : items
    }

    /// The output claims without those that come from a validation profile alone: nobody is asked for the name that the
    /// directory finds by the address.
    private static func asked(_ profile: TechnicalProfile, _ policy: ResolvedPolicy) -> [ClaimReference] {
        let validators = profile.validationTechnicalProfiles.compactMap { policy.technicalProfiles[$0.profile] }
        let given = Set(validators.flatMap(\.outputClaims).map(\.claimType))
        let used = (validators.flatMap { $0.inputClaims + $0.persistedClaims } + profile.inputClaims).map(\.claimType)
        return profile.outputClaims.filter { output in
            output.required || output.partnerClaimType != nil || !given.contains(output.claimType)
                || used.contains(output.claimType)
        }
    }

    /// `setting.operatingMode` `Email`: the name that a person signs in by is an address.
    private static func signingInByEmail(_ items: [Item]) -> [Item] {
        var items = items
        for (index, item) in items.enumerated() {
            guard case .claim(var entry) = item, entry.type.userInputType == .textBox else { continue }
            entry.type.userInputType = .emailBox
            items[index] = .claim(entry)
            break
        }
        return items
    }

    private static func item(_ reference: ClaimReference, _ policy: ResolvedPolicy) -> Item? {
        // A default alone hides nothing: a published policy asks by radio buttons for a claim that has one.
        let isForced = reference.alwaysUseDefaultValue && reference.defaultValue != nil
        guard !isForced, let type = policy.claimTypes[reference.claimType], type.userInputType != nil else {
            return nil
        }
        let isVerified = reference.partnerClaimType?.equalsFolded("Verified.Email") == true
        return .claim(Entry(type: type, isRequired: reference.required, isVerified: isVerified))
    }

    private static func item(_ display: DisplayClaim, _ profile: TechnicalProfile, _ policy: ResolvedPolicy) -> Item? {
        switch display.reference {
        case .claim(let name):
            guard let type = policy.claimTypes[name] else { return nil }
            let output = profile.outputClaims.first { $0.claimType == name }
            let isVerified = output?.partnerClaimType?.equalsFolded("Verified.Email") == true
            return .claim(
                Entry(type: type, isRequired: display.required || output?.required == true, isVerified: isVerified))
        case .displayControl(let name):
            guard let control = policy.displayControls[name] else { return nil }
            let made = Control(control, isRequired: display.required, policy)
            // B2C shows a captcha only where the profile asks for it.
            let isOff = !profile.metadata.bool("setting.enableCaptchaChallenge", default: false)
            return made.kind == .captcha && isOff ? nil : .control(made)
        }
    }

    /// Every claim that the page asks for, those of controls included.
    var entries: [Entry] {
        items.flatMap { item in
            switch item {
            case .claim(let entry): [entry]
            case .control(let control): control.entries
            }
        }
    }

    var controls: [Control] {
        items.compactMap { if case .control(let control) = $0 { control } else { nil } }
    }

    var captchas: [Control] { controls.filter { $0.kind == .captcha } }

    func control(_ id: Name) -> Control? {
        for case .control(let control) in items where control.control.id == id { return control }
        return nil
    }

    func entry(_ id: Name) -> Entry? { entries.first { $0.type.id == id } }
}

extension SelfAssertedForm.Control {
    fileprivate init(_ control: DisplayControl, isRequired: Bool, _ policy: ResolvedPolicy) {
        self.control = control
        self.isRequired = isRequired
        var claims: [(role: Name?, entry: SelfAssertedForm.Entry)] = []
        for display in control.displayClaims {
            guard case .claim(let name) = display.reference, let type = policy.claimTypes[name] else { continue }
            let role = display.controlClaimType.map { Name($0.trimmingBlanks()) }
            var entry = SelfAssertedForm.Entry(type: type, isRequired: display.required, isVerified: false)
            if role == "Email", type.userInputType ?? .textBox == .textBox { entry.type.userInputType = .emailBox }
            claims.append((role, entry))
        }
        roles = Dictionary(claims.compactMap { claim in claim.role.map { ($0, claim.entry) } }) { first, _ in first }
        code = roles["VerificationCode"]
        kind = Kind(control.kind, hasCode: code != nil)
        switch kind {
        case .verification: entries = claims.filter { $0.role != "VerificationCode" }.map(\.entry)
        case .fields: entries = claims.map(\.entry)
        // Shown, or answered in a way of their own: nothing of them is taken from a form as it stands.
        case .qrCode, .authenticatorInfo, .authenticatorApp, .captcha: entries = []
        }
    }

    /// What the person types who does the task of a captcha.
    var answer: SelfAssertedForm.Entry? { kind == .captcha ? roles["CaptchaEntered"] : nil }

    /// A code is sent first; without the action it is known already, as that of an authenticator app.
    var sendsCode: Bool { control.actions["SendCode"] != nil }
}

extension SelfAssertedForm.Control.Kind {
    fileprivate init(_ kind: Name, hasCode: Bool) {
        switch kind {
        case "VerificationControl": self = hasCode ? .verification : .fields
        case "QrCodeControl": self = .qrCode
        case "AuthenticatorInfoControl": self = .authenticatorInfo
        case "AuthenticatorAppIconControl": self = .authenticatorApp
        case "CaptchaControl": self = .captcha
        default: self = .fields
        }
    }
}
