import Policy

/// Every text that a page shows, in the page's language.
///
/// A text is looked for, in this order: the policy's `LocalizedString` of the language; metadata of the technical
/// profile, then of the content definition (`language.{id}`, `UserMessageIf…`); what is built in (b2c-reference §16).
package struct Texts: Sendable {
    /// RFC 5646.
    package let language: String
    /// The policy's own; nil where it has none for the language.
    package let resources: LocalizedResources?
    private let metadata: [TechnicalProfile.Metadata]
    private let builtIn: BuiltInTexts
    private let contentDefinition: Name?

    /// Built-in texts only.
    package init(language: String = "en") {
        self.init(language: language, resources: nil, metadata: [], contentDefinition: nil)
    }

    package init(
        policy: ResolvedPolicy, contentDefinition: ContentDefinition?, profile: TechnicalProfile? = nil,
        language: String
    ) {
        self.init(
            language: language,
            resources: contentDefinition.flatMap { Texts.resources(for: language, of: $0, in: policy.localization) },
            metadata: [profile?.metadata, contentDefinition?.metadata].compactMap(\.self),
            contentDefinition: contentDefinition?.id)
    }

    package init(
        language: String, resources: LocalizedResources?, metadata: [TechnicalProfile.Metadata],
        contentDefinition: Name? = nil
    ) {
        self.language = language
        self.resources = resources
        self.metadata = metadata
        self.contentDefinition = contentDefinition
        builtIn = BuiltInTexts.table(for: language)
    }

    /// The text of a `UxElement` of the page.
    package func ux(_ id: String, on page: BuiltInTexts.Page) -> String {
        overridden(id) ?? builtInHeading(id, on: page) ?? builtIn[page, id] ?? ""
    }

    /// The text of a `UxElement` where the policy gives one; nil: it does not.
    package func overridden(_ id: String) -> String? {
        localized("UxElement", id) ?? metadata.lazy.compactMap { $0[Name("language.\(id)")] }.first
    }

    /// The text of an `ErrorMessage`, or of a `UserMessageIf…` of metadata. For an unknown id the default message.
    package func error(_ id: String) -> String {
        knownError(id) ?? localized("ErrorMessage", "DefaultMessage") ?? builtIn[.errors, "DefaultMessage"] ?? ""
    }

    package func knownError(_ id: String) -> String? { said(id) ?? builtIn[.errors, id] }

    /// The same, in the policy's own words; nil where it has none.
    package func said(_ id: String) -> String? {
        localized("ErrorMessage", id) ?? metadata.lazy.compactMap { $0[Name(id)] }.first
    }

    /// A text of a display control: its own, then the `verification_control_…` of all controls, then what is built in.
    package func control(_ control: String, _ id: String) -> String {
        localized("DisplayControl", id, of: control) ?? overridden("verification_control_\(id)")
            ?? builtIn[.verificationControl, id] ?? ""
    }

    /// A text of a display control of another kind, named as its `UserInterfaceControlType`.
    package func control(_ control: String, _ id: String, of kind: String) -> String {
        ownControlText(control, id) ?? builtIn[.displayControl, "\(kind).\(id)"]
            ?? BuiltInTexts.english[.displayControl, "\(kind).\(id)"] ?? ""
    }

    /// What the policy says for this display control; nil: nothing.
    package func ownControlText(_ control: String, _ id: String) -> String? {
        localized("DisplayControl", id, of: control)
    }

    /// Every country with its calling code, by the names that the policy or the language gives.
    package var countries: [EnumerationItem] {
        CountryList.countries(named: ux("countryList", on: .phoneFactor)).map {
            EnumerationItem(text: "\($0.name) (+\($0.callingCode))", value: $0.code)
        }
    }

    /// What stands on a provider's button.
    package func provider(exchange: String, displayName: String) -> String {
        localized("ClaimsProvider", exchange) ?? displayName
    }

    /// `property` is `DisplayName`, `UserHelpText`, `AdminHelpText` or `PatternHelpText`.
    package func claim(_ claim: Name, _ property: String) -> String? {
        localized("ClaimType", property, of: claim.text)
    }

    package func predicateHelp(_ predicate: Name) -> String? { localized("Predicate", "HelpText", of: predicate.text) }

    package func predicateGroupHelp(_ group: String, of validation: Name) -> String? {
        localized("PredicateValidation", group, of: validation.text)
    }

    package var direction: String { Language.isRightToLeft(language) ? "rtl" : "ltr" }

    private func localized(_ type: Name, _ id: String, of element: String? = nil) -> String? {
        resources?.strings[.init(elementType: type, elementID: element.map { Name($0) }, stringID: Name(id))]
    }

    /// A page of fields says what it is for by its content definition's well-known id.
    private func builtInHeading(_ id: String, on page: BuiltInTexts.Page) -> String? {
        guard page == .selfAsserted, let contentDefinition else { return nil }
        return builtIn[.selfAsserted, "\(id)_\(contentDefinition.folded)"]
    }

    /// The language itself, then without its last part as often as it has one, then the policy's default.
    private static func resources(
        for language: String, of definition: ContentDefinition, in localization: Localization
    ) -> LocalizedResources? {
        guard localization.isEnabled else { return nil }
        let candidates = Language.fallbacks(language) + [localization.defaultLanguage].compactMap(\.self)
        for candidate in candidates {
            if let id = definition.localizedResources[Name(candidate)], let found = localization.resources[id] {
                return found
            }
        }
        return nil
    }
}
