/// What an author can do about an error of a journey, by B2C's code.
enum TraceRemedy {
    static func text(for code: String) -> String? { texts[code] }

    private static let texts: [String: String] = [
        "AADB2C90021":
            "The technical profile cannot run here, or is not in the policy. Check its Id, its Protocol and Handler.",
        "AADB2C90023": "A metadata item of the profile is missing or wrong. The detail names it, with its line.",
        "AADB2C90025": "Give the profile the CryptographicKeys that its AuthenticationType needs, and create the keys.",
        "AADB2C90027": "Create the policy keys for the user name and password, or correct their StorageReferenceId.",
        "AADB2C90031":
            "Check that the relying party's DefaultUserJourney, and each journey it calls, is in the policy.",
        "AADB2C90037":
            "A value does not fit where the policy puts it. Look at the inputs of the transformation or profile above.",
        "AADB2C90040": "End the journey with a SendClaims step whose preconditions let it run.",
        "AADB2C90044": "Check the relying party's output claims: a default that cannot be resolved, or a required one "
            + "without value.",
        "AADB2C90046": "The browser came without its journey: it was opened elsewhere, is too old, or had ended. "
            + "Start again from the application.",
        "AADB2C90051": "Enable one of the providers of the step, or check the domain_hint.",
        "AADB2C90054": "Check the user name and the password, and that the account was created in this directory.",
        "AADB2C90075": "The service refused on purpose. Its answer is in the call above.",
        "AADB2C90077": "prompt=none needs a session. Sign in once, or send the request without it.",
        "AADB2C90083": "The profile needs a claim that has no value. Set it in an earlier step, or take Required away.",
        "AADB2C90108": "Give the SendClaims or GetClaims step a CpimIssuerTechnicalProfileReferenceId.",
        "AADB2C90157": "The person tried too often; setting.retryLimit of the profile says how often they may.",
        "AADB2C90194": "The claim that UseClaimAsBearerToken names holds no token. Get one in an earlier step.",
        "AADB2C90210": "Create the key client_secret of the profile, or correct the hint that the application sends.",
        "AADB2C90211": "The browser sent no cookie. Allow cookies for this site.",
        "AADB2C90233": "The hint is signed with another key than the profile's client_secret.",
        "AADB2C90243": "The provider does not accept our client id or secret. Compare the policy key with its console.",
        "AADB2C90273": "The provider refused, or answered what cannot be accepted. Its words are in the detail.",
        "AADB2C90289":
            "The server was not reached or answered with an error. Look at the call; without a service, add a stub.",
        // Of our own profiles (docs/passkeys-in-policies.md).
        "CARDEA9001":
            "The passkey was refused; the detail says why. RelyingPartyId must be the page's domain or above.",
        "CARDEA9003": "A rule of the decision blocks it; the detail names the rule. Without RaiseErrorIfBlocked the "
            + "journey goes on, and state says BLOCK.",
    ]
}
