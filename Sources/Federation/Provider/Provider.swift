import Base
import Cryptography
import HTTP
import JOSE
import OpenID

/// Whoever we send requests to.
package protocol Partner: Sendable {
    /// Whether loopback and private addresses, and `http`, are allowed: development, or the operator's word.
    var mayReachPrivateAddresses: Bool { get }
}

/// Another provider, and how to sign in there.
package struct Provider: Partner {
    package typealias ID = Identifier<Provider>

    package enum Kind: Sendable { case openIDConnect, oauth2 }

    package let id: ID
    package let kind: Kind
    package let clientID: String
    package var authentication = ClientAuthentication.none

    /// The address of the provider's metadata (OpenID Connect Discovery §4); endpoints given here go before its.
    package var metadataURL: String?
    /// The address of the provider's keys, where it publishes no metadata; the issuer must then be in `idToken`.
    package var keysEndpoint: String?
    package var authorizationEndpoint: String?
    package var tokenEndpoint: String?
    package var claimsEndpoint: ClaimsEndpoint?
    /// Where the provider ends a person's session, where its metadata does not say.
    package var endSessionEndpoint: String?
    /// What the provider calls `client_id` and `client_secret`.
    package var clientNames = ClientNames()

    package var responseType = ResponseType.code
    /// Nil leaves the choice to the provider.
    package var responseMode: ResponseMode?
    package var scope: String?
    /// Further parameters of every authorization request.
    package var authorizationParameters = Parameters()
    /// RFC 7636. A provider that does not know it ignores it (RFC 6749 §3.1).
    package var usesPKCE = true

    package var tokenMethod = Method.post
    package var tokenFormat = TokenFormat.json
    /// The name of the parameter that says what went wrong, where it is not `error`.
    package var errorParameter = "error"
    /// Whether what comes beside the code in the callback is read as claims. It is not signed: Apple sends a
    /// person's name only so.
    package var callbackClaims = CallbackClaims.none

    package var idToken = IDTokenRules()
    package var mayReachPrivateAddresses = false

    package init(id: ID, kind: Kind, clientID: String) {
        self.id = id
        self.kind = kind
        self.clientID = clientID
    }
}

extension Provider {
    /// Which parameters beside those of the protocol are read as claims.
    package enum CallbackClaims: Sendable, Equatable {
        case none, all
        /// Those of these names.
        case named(Set<String>)
    }

    /// Whether an ID token is expected, and can be checked. An OAuth2 provider's is left alone where nothing says how.
    var readsIDTokens: Bool {
        switch kind {
        case .openIDConnect: true
        case .oauth2: metadataURL != nil || keysEndpoint != nil || idToken.discoversByIssuer
        }
    }
}

/// How we prove to the token endpoint who we are (OpenID Connect Core §9).
package enum ClientAuthentication: Sendable {
    case none
    case secretPost(Secret<String>)
    case secretBasic(Secret<String>)
    case privateKey(SigningKey)
}

/// The names of the client's parameters at providers that are older than the standard.
package struct ClientNames: Sendable, Equatable {
    package var id = "client_id"
    package var secret = "client_secret"

    package init() {}
}

/// How a token endpoint writes its answer. Before RFC 6749 it was a form.
package enum TokenFormat: Sendable {
    case json, form
    /// JSON as the argument of a call: `callback( {…} );`.
    case jsonP
    /// By what comes.
    case either
}

/// What an ID token of the provider must be like.
package struct IDTokenRules: Sendable {
    /// The issuer, where it is not the one that the metadata names.
    package var issuer: String?
    /// Issuers that begin with one of these are accepted instead: a provider of many tenants.
    package var issuerPrefixes: [String] = []
    /// Whether the metadata is that of the token's own issuer, which must then have one of the prefixes.
    package var discoversByIssuer = false
    /// The audience, where it is not the client id.
    package var audience: String?
    package var verification = Verification.keys([.rs256])

    package enum Verification: Sendable, Equatable {
        /// A key that the provider publishes, by any algorithm of key pairs that its metadata lists, else RS256.
        case published
        /// A key that the provider publishes; `none` and MACs have no place here.
        case keys(Set<SignatureAlgorithm>)
        /// A MAC with the client secret, which must then be long (RFC 7518 §3.2).
        case clientSecret(SignatureAlgorithm)
    }

    package init() {}
}

/// Where claims come from beyond the ID token: OpenID Connect's UserInfo, or any API that answers with JSON.
package struct ClaimsEndpoint: Sendable {
    package var url: String
    package var method = Method.get
    package var tokenPlacement = TokenPlacement.header
    /// Added to the query.
    package var parameters = Parameters()
    /// Members of the token endpoint's answer that are added to the query.
    package var parametersFromTokens: [String] = []
    package var userAgent: String?

    package enum TokenPlacement: Sendable, Equatable {
        /// RFC 6750 §2.1.
        case header
        /// RFC 6750 §2.3, under the name that the API wants.
        case query(name: String)
    }

    package init(url: String) { self.url = url }
}
