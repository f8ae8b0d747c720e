import Base

/// Another provider that speaks OAuth 1.0 (RFC 5849), as Twitter does.
package struct OAuth1Provider: Partner {
    package typealias ID = Identifier<OAuth1Provider>

    package let id: ID
    /// `oauth_consumer_key`.
    package let clientID: String
    package let clientSecret: Secret<String>
    package let requestTokenEndpoint: String
    package let authorizationEndpoint: String
    package let accessTokenEndpoint: String
    /// An API that says in JSON who the person is; nil where the answer with the access token says enough.
    package let claimsEndpoint: String?
    package let mayReachPrivateAddresses: Bool

    /// Reads settings by the names that B2C gives them (b2c-reference §11.8).
    package init(
        id: ID, settings: [String: String], clientSecret: Secret<String>?, mayReachPrivateAddresses: Bool = false
    ) throws(FederationError) {
        let settings = Settings(values: settings)
        guard let clientSecret else { throw .configuration("there is no key client_secret") }
        self.id = id
        self.clientSecret = clientSecret
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
        clientID = try settings.required("client_id")
        requestTokenEndpoint = try settings.required("request_token_endpoint")
        authorizationEndpoint = try settings.required("authorization_endpoint")
        accessTokenEndpoint = try settings.required("access_token_endpoint")
        claimsEndpoint = settings["ClaimsEndpoint"]
        if let format = settings["ClaimsResponseFormat"], format.lowercased() != "json" {
            throw .configuration("ClaimsResponseFormat \(format) is not known")
        }
    }
}

/// What must be remembered between the redirect to an OAuth 1.0 provider and the way back. The token's secret is one.
package struct PendingOAuth1SignIn: Sendable, Equatable {
    package let provider: OAuth1Provider.ID
    package let state: String
    package let token: String
    package let tokenSecret: String

    package init(provider: OAuth1Provider.ID, state: String, token: String, tokenSecret: String) {
        self.provider = provider
        self.state = state
        self.token = token
        self.tokenSecret = tokenSecret
    }

    package var json: JSON {
        [
            "provider": .string(provider.text), "state": .string(state), "oauth_token": .string(token),
            "oauth_token_secret": .string(tokenSecret),
        ]
    }

    /// Nil where `json` is not what `json` wrote.
    package init?(_ json: JSON) {
        guard let provider = json["provider"]?.string, let state = json["state"]?.string, !state.isEmpty,
            let token = json["oauth_token"]?.string, let secret = json["oauth_token_secret"]?.string
        else { return nil }
        self.init(provider: OAuth1Provider.ID(provider), state: state, token: token, tokenSecret: secret)
    }
}
