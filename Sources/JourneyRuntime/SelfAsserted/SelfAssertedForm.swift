import Base
import Journey
import Policy

/// What a self-asserted profile asks for (b2c-reference §11.1): its display claims, or else the output claims that
/// have an input type and no default.
struct SelfAssertedForm: Sendable {
    enum Item: Sendable {
        case claim(Entry)
        case control(Control)
    }

    struct Entry: Sendable {
        let type: ClaimType
        let isRequired: Bool
        /// `Verified.Email`: a code must prove the value first.
        let isVerified: Bool

        /// Shown, not asked: what the browser posts under its name is ignored.
        var isReadOnly: Bool { type.userInputType == .readonly || type.userInputType == .paragraph }
    }

    struct Control: Sendable {
        let control: DisplayControl
        let isRequired: Bool
        let entries: [Entry]
        /// The claim that takes the code.
        let code: Entry?

        var isVerification: Bool { control.kind == "VerificationControl" }
    }

    let profile: TechnicalProfile
    let items: [Item]

    init(_ profile: TechnicalProfile, policy: ResolvedPolicy) {
        self.profile = profile
        if profile.displayClaims.isEmpty {
            items = profile.outputClaims.compactMap { SelfAssertedForm.item($0, policy) }
        } else {
            items = profile.displayClaims.compactMap { SelfAssertedForm.item($0, profile, policy) }
        }
    }

    private static func item(_ reference: ClaimReference, _ policy: ResolvedPolicy) -> Item? {
        guard reference.defaultValue == nil, let type = policy.claimTypes[reference.claimType],
            type.userInputType != nil
        else { return nil }
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
            return .control(Control(control, isRequired: display.required, policy))
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
        var entries: [SelfAssertedForm.Entry] = []
        var code: SelfAssertedForm.Entry?
        for display in control.displayClaims {
            guard case .claim(let name) = display.reference, let type = policy.claimTypes[name] else { continue }
            let entry = SelfAssertedForm.Entry(type: type, isRequired: display.required, isVerified: false)
            if display.controlClaimType?.equalsFolded("VerificationCode") == true {
                code = entry
            } else {
                entries.append(entry)
            }
        }
        self.entries = entries
        self.code = code
    }
}
