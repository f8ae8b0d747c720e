import Base
import Policy

/// Every text that a page shows, in the page's language.
///
/// A text is looked for, in this order: the policy's `LocalizedString` of the language, then of the language without
/// its region; metadata of the technical profile, then of the content definition (`language.{id}`, `UserMessageIf…`);
/// what is built in (b2c-reference §16).
package struct Texts: Sendable {
    /// RFC 5646.
    package let language: String
    /// The policy's own for the language, the best first.
    package let resources: [LocalizedResources]
    private let metadata: [TechnicalProfile.Metadata]
    private let builtIn: BuiltInTexts
    private let contentDefinition: Name?

    /// Built-in texts only.
    package init(language: String = "en") {
        self.init(language: language, resources: [], metadata: [], contentDefinition: nil)
    }

    package init(
        policy: ResolvedPolicy, contentDefinition: ContentDefinition?, profile: TechnicalProfile? = nil,
        language: String
    ) {
        self.init(
            language: language,
            resources: contentDefinition.map { policy.localizedResources(of: $0, language: language) } ?? [],
            metadata: [profile?.metadata, contentDefinition?.metadata].compactMap(\.self),
            contentDefinition: contentDefinition?.id)
    }

    package init(
        language: String, resources: [LocalizedResources], metadata: [TechnicalProfile.Metadata],
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

    /// The message `id` as the policy has it, under that id or another one of `aliases`, as an `ErrorMessage`, in
    /// metadata, or for what pages' scripts say too as a `UxElement`; else our own words under `builtIn`, which may be
    /// more exact than what goes by `id`. The placeholders `{0}`, `{1}`, … stand for `values`.
    package func message(
        _ id: String, aliases: [String] = [], builtIn exact: String? = nil, values: [String] = []
    ) -> String? {
        let text =
            ([id] + aliases).lazy.compactMap { said($0) ?? overridden($0) }.first
            ?? exact.flatMap { builtIn[.errors, $0] } ?? builtIn[.errors, id] ?? builtIn[.selfAsserted, id]
        return text?.filled(with: values)
    }

    /// These texts with another profile's metadata behind those of the page: a validation profile's messages.
    package func with(_ profile: TechnicalProfile) -> Texts {
        Texts(
            language: language, resources: resources, metadata: metadata + [profile.metadata],
            contentDefinition: contentDefinition)
    }

    /// An error's text in the policy's own words; nil where it has none.
    package func said(_ id: String) -> String? {
        localized("ErrorMessage", id) ?? metadata.lazy.compactMap { $0[Name(id)] }.first
    }

    /// A text of a display control: its own, then the `verification_control_…` of all controls, then what is built in.
    package func control(_ control: String, _ id: String) -> String {
        localized("DisplayControl", id, of: control) ?? overridden("verification_control_\(id)")
            ?? Texts.ofAllControls[id].flatMap { overridden("verification_control_\($0)") }
            ?? builtIn[.verificationControl, id] ?? ""
    }

    /// What the texts of one control are called where they are said for all of them.
    private static let ofAllControls = [
        "success_send_code_msg": "code_sent", "failure_send_code_msg": "fail_send_code",
        "failure_verify_code_msg": "fail_verify_code",
    ]

    /// A text of a display control of another kind, named as its `UserInterfaceControlType`.
    package func control(_ control: String, _ id: String, of kind: String) -> String {
        ownControlText(control, id) ?? builtIn[.displayControl, "\(kind).\(id)"]
            ?? BuiltInTexts.english[.displayControl, "\(kind).\(id)"] ?? ""
    }

    /// What the policy says for this display control; nil: nothing.
    package func ownControlText(_ control: String, _ id: String) -> String? {
        localized("DisplayControl", id, of: control)
    }

    /// Every country with its calling code, by the names that the policy gives, else by `names` of the page's language.
    package func countries(named names: [(code: String, name: String)]) -> [EnumerationItem] {
        let own = overridden("countryList").flatMap(CountryList.init(policy:))
        return (own ?? CountryList(names: names)).countries.map { EnumerationItem(text: $0.label, value: $0.code) }
    }

    /// What stands on a provider's button.
    package func provider(exchange: String, displayName: String) -> String {
        localized("ClaimsProvider", exchange) ?? displayName
    }

    /// `property` is `DisplayName`, `UserHelpText`, `AdminHelpText` or `PatternHelpText`.
    package func claim(_ claim: Name, _ property: String) -> String? {
        localized("ClaimType", property, of: claim.text)
    }

    package var direction: String { Language.isRightToLeft(language) ? "rtl" : "ltr" }

    private func localized(_ type: Name, _ id: String, of element: String? = nil) -> String? {
        resources.string(type, of: element.map { Name($0) }, Name(id))
    }

    /// A page of fields says what it is for by its content definition's well-known id.
    private func builtInHeading(_ id: String, on page: BuiltInTexts.Page) -> String? {
        guard page == .selfAsserted, let contentDefinition else { return nil }
        return builtIn[.selfAsserted, "\(id)_\(contentDefinition.folded)"]
    }
}
