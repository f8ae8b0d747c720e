import Base
import Policy
import Testing

/// The published policies: what is wrong with them is known, and nothing else may be found.
struct CorpusTests {
    /// Folders whose policies are at fault themselves, or need files that were not published.
    static let faults: [String: Set<DiagnosticCode>] = [
        // Values of {Settings:…} come from an appsettings.json that is not published.
        "partners/Dynamics-Fraud-Protection/policies": [.unknownPlaceholder],
        "partners/Jumio/Policies": [.unknownPlaceholder],
        // The base policy has an id that nothing published has.
        "partners/Experian/policy": [.missingBase],
        "samples/force-unique-email-across-social-identities/policy": [.missingBase],
        "samples/mfa-last-verified/policy": [.missingBase],
        "samples/migrate-to-entra-external-id-for-customers-full/policy": [.missingBase],
        "samples/random-password-position/policies": [.missingBase],
        // The extension was made for a pack that has the profile.
        "samples/custom-email-verifcation-displaycontrol/policy/Mailjet": [.unknownTechnicalProfile],
        "samples/refresh-token-journey/policy": [.missingProtocol],
        "samples/social-idp-force-email/policy": [.unknownTechnicalProfile],
        // Sign-in and password reset were given the same PolicyId.
        "samples/custom-email-verifcation-displaycontrol/policy/SSPR": [.duplicatePolicy],
        // A relying party without a journey.
        "samples/guest-signup/policy": [.noDefaultJourney],
        // Claims of the token that no file defines.
        "samples/kmsi-claim-jwt/policy": [.unknownClaimType],
    ]

    @Test func `the corpus has no error but its own`() {
        guard let corpus = Corpus() else { return }
        let base = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")
        let folders = corpus.folders

        for folder in folders {
            let diagnostics = PolicySet.load(files: corpus.files(folder), base: base).diagnostics
            let errors = diagnostics.sorted.filter { $0.severity == .error }
            let known = CorpusTests.faults[folder] ?? []
            #expect(Set(errors.map(\.code)) == known, "\(folder): \(errors.map { "\($0.location) \($0.message)" })")
        }
        #expect(folders.count > 90)
    }

    @Test func `the largest pack is loaded in time`() {
        guard let corpus = Corpus() else { return }
        let files = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")
        let clock = ContinuousClock()

        let times = (0..<20).map { _ in clock.measure { _ = PolicySet.load(files: files) } }.sorted()

        print("SocialAndLocalAccountsWithMfa: read, resolved and checked in \(times[10]) (median of 20)")
        #expect(times[0] < .seconds(2))
    }
}
