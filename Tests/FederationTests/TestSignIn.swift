import Base
import Federation
import HTTP
import OpenID

/// A client, a provider in memory, and a browser between them.
struct TestSignIn {
    let clock = TestClock()
    let idp: TestProvider
    let client: ProviderClient
    var provider: Provider

    init() {
        idp = TestProvider(clock)
        client = ProviderClient(
            fetch: idp, documents: ProviderDocuments(fetch: idp, now: clock.now), now: clock.now,
            random: countingRandom())
        provider = Provider(id: Provider.ID("idp"), kind: .openIDConnect, clientID: "client-1")
        provider.metadataURL = "https://idp.example/.well-known/openid-configuration"
        provider.scope = "openid"
        provider.authentication = .secretPost(Secret("s3cret"))
    }

    static let redirectURI = "https://us.example/contoso/oauth2/authresp"

    func begin(_ parameters: Parameters = Parameters()) async throws(FederationError) -> AuthorizationStart {
        try await client.begin(provider, SignInRequest(redirectURI: Self.redirectURI, parameters: parameters))
    }

    /// The whole way, with a change to what the browser brings back.
    func run(
        changing change: (inout Parameters) -> Void = { _ in }
    ) async throws(FederationError) -> ProviderClaims {
        let start = try await begin()
        var callback = idp.authorize(start.redirectURL)
        change(&callback)
        return try await client.complete(provider, start.pending, callback)
    }
}
