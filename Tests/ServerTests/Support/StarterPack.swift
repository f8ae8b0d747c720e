import Base
import Policy
import Synchronization
import Testing

/// The published starter packs beside this repository, unchanged.
enum StarterPack {
    private static let loaded = Mutex<[String: PolicySet]>([:])

    static let root: String = {
        let here = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(here)/../shared/corpus/starterpack"
    }()

    /// Whether they are there; says so loudly where not.
    static let isPresent: Bool = {
        let isThere = PolicyFolder.exists("\(root)/LocalAccounts/TrustFrameworkBase.xml")
        if !isThere { print("SKIPPED: no starter packs at \(root)") }
        return isThere
    }()

    static func text(of file: String, in pack: String) throws -> String {
        try #require(PolicyFolder.text("\(root)/\(pack)/\(file)"))
    }

    /// The policies of a folder, with base policies of another, and relying parties of the test's own.
    static func load(_ folder: String, base: String? = nil, extra: [PolicySet.File] = []) throws -> PolicySet {
        let key = "\(folder) \(base ?? "") \(extra.map { String(decoding: $0.bytes, as: UTF8.self) })"
        if let known = loaded.withLock({ $0[key] }) { return known }
        let own = try #require(PolicyFolder.read("\(root)/\(folder)"))
        let borrowed = base.flatMap { PolicyFolder.read("\(root)/\($0)") }
        let (set, diagnostics) = PolicySet.load(files: own.policies + extra, base: borrowed?.policies ?? [])
        try #require(!diagnostics.hasErrors, "\(diagnostics.sorted)")
        loaded.withLock { $0[key] = set }
        return set
    }

    /// A relying party over the pack's extensions, with what is to be different.
    static func relyingParty(
        _ id: String, journey: String = "SignUpOrSignIn", behaviors: String = "", _ extensions: String = ""
    ) -> PolicySet.File {
        let text = """
            <TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" \
            PolicySchemaVersion="0.3.0.0" TenantId="yourtenant.onmicrosoft.com" PolicyId="\(id)" \
            PublicPolicyUri="http://yourtenant.onmicrosoft.com/\(id)">
            <BasePolicy><TenantId>yourtenant.onmicrosoft.com</TenantId>\
            <PolicyId>B2C_1A_TrustFrameworkExtensions</PolicyId></BasePolicy>
            \(extensions)
            <RelyingParty><DefaultUserJourney ReferenceId="\(journey)" />
            <UserJourneyBehaviors>\(behaviors)</UserJourneyBehaviors>
            <TechnicalProfile Id="PolicyProfile"><DisplayName>PolicyProfile</DisplayName>
            <Protocol Name="OpenIdConnect" />
            <OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" />
            <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub"/></OutputClaims>
            <SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>
            """
        return PolicySet.File(name: "\(id).xml", bytes: Bytes(utf8: text))
    }
}
