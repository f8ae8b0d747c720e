import Base
import Policy
import Testing

struct StarterPackTests {
    static let packs = [
        "LocalAccounts", "SocialAccounts", "SocialAndLocalAccounts", "SocialAndLocalAccountsWithMfa",
        "DisplayControls/LocalAccounts", "DisplayControls/SocialAccounts", "DisplayControls/SocialAndLocalAccounts",
        "DisplayControls/SocialAndLocalAccountsWithMfa",
    ]

    @Test(arguments: packs)
    func `a starter pack resolves without an error`(pack: String) throws {
        guard let corpus = Corpus() else { return }

        let (set, diagnostics) = PolicySet.load(files: corpus.files("starterpack/" + pack))

        #expect(diagnostics.sorted.filter { $0.severity == .error }.isEmpty)
        #expect(set.tenant == "yourtenant.onmicrosoft.com")
        let policy = try #require(set.policy("b2c_1a_signup_signin"))
        #expect(policy.relyingParty?.defaultUserJourney == "SignUpOrSignIn")
        #expect(policy.userJourneys["SignUpOrSignIn"]?.steps.last?.kind == .sendClaims)
        #expect(policy.chain.count == 4)
    }

    @Test func `the journey of the largest pack is whole`() throws {
        guard let corpus = Corpus() else { return }
        let set = PolicySet.load(files: corpus.files("starterpack/SocialAndLocalAccountsWithMfa")).set

        let policy = try #require(set.policy("B2C_1A_signup_signin"))

        let journey = try #require(policy.userJourneys["SignUpOrSignIn"])
        #expect(journey.steps.map(\.order) == Array(1...9))
        #expect(
            journey.steps[0].selections == [
                .target("FacebookExchange"), .validation("LocalAccountSigninEmailExchange"),
            ])
        let login = try #require(policy.technicalProfiles["login-NonInteractive"])
        #expect(login.metadata["client_id"] == "ProxyIdentityExperienceFrameworkAppId")
        #expect(login.inputClaims.first?.claimType == "client_id")
        let read = try #require(policy.technicalProfiles["AAD-UserReadUsingObjectId"])
        #expect(read.handler == "AzureActiveDirectoryProvider")
        #expect(read.metadata["Operation"] == "Read")
    }
}
