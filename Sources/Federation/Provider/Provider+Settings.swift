import Base
import Cryptography
import HTTP
import JOSE
import OpenID

extension Provider {
    /// The keys that a provider's settings refer to.
    package struct Keys: Sendable {
        package var clientSecret: Secret<String>?
        package var assertionKey: SigningKey?

        package init(clientSecret: Secret<String>? = nil, assertionKey: SigningKey? = nil) {
            self.clientSecret = clientSecret
            self.assertionKey = assertionKey
        }
    }

    /// Reads settings by the names that B2C gives them (b2c-reference §11.6, §11.7), with its defaults. What is said
    /// wrongly is refused here, before anybody signs in; names that are not known are not ours to judge.
    package init(
        id: ID, kind: Kind, settings: [String: String], keys: Keys, mayReachPrivateAddresses: Bool = false
    ) throws(FederationError) {
        let settings = Settings(values: settings)
        self.init(id: id, kind: kind, clientID: try settings.clientID(kind))
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
        try readEndpoints(settings)
        try readRequest(settings)
        try readTokenExchange(settings, keys)
        try readIDToken(settings, keys)
        claimsEndpoint = try ClaimsEndpoint(settings, kind)
    }

    private mutating func readEndpoints(_ settings: Settings) throws(FederationError) {
        metadataURL = settings["METADATA"]
        authorizationEndpoint = settings["authorization_endpoint"]
        tokenEndpoint = settings["AccessTokenEndpoint"] ?? settings["token_endpoint"]
        keysEndpoint = settings["JWKS"] ?? settings["jwks_uri"]
        endSessionEndpoint = settings["end_session_endpoint"]
        guard metadataURL == nil else { return }
        switch kind {
        case .openIDConnect:
            // Without the document, all that it would say: Apple was set up so before it published one.
            guard keysEndpoint != nil else { throw .configuration("METADATA is missing") }
            for name in ["issuer", "authorization_endpoint", "AccessTokenEndpoint"] { _ = try settings.required(name) }
        case .oauth2:
            for name in ["authorization_endpoint", "AccessTokenEndpoint"] { _ = try settings.required(name) }
        }
    }

    private mutating func readRequest(_ settings: Settings) throws(FederationError) {
        responseType = try settings.parsed("response_types", ResponseType.init) ?? .code
        guard !responseType.contains(.token), !responseType.isEmpty else {
            throw .configuration("response_types must be code, id_token or code id_token")
        }
        responseMode = try settings.parsed("response_mode", ResponseMode.init(rawValue:))
        guard responseMode != .fragment else { throw .configuration("a fragment never reaches the server") }
        switch kind {
        case .openIDConnect: responseMode = responseMode ?? .formPost
        case .oauth2: break
        }
        // An ID token in a query would end up in logs and histories; providers refuse it (Multiple Response Types §5).
        if responseType.contains(.idToken) { responseMode = .formPost }
        scope = settings["scope"] ?? (kind == .openIDConnect ? "openid" : nil)
        let extra = settings["AdditionalRequestQueryParameters"]
        authorizationParameters = try settings.parameters(extra, of: "AdditionalRequestQueryParameters")
        errorParameter = settings["ResponseErrorCodeParamName"] ?? "error"
        callbackClaims = settings.callbackClaims
        usesPKCE = settings["UsePKCE"] == nil ? true : try settings.flag("UsePKCE")
        clientNames.id = settings["ClientIdParamName"] ?? clientNames.id
        clientNames.secret = settings["ClientSecretParamName"] ?? clientNames.secret
    }

    private mutating func readTokenExchange(_ settings: Settings, _ keys: Keys) throws(FederationError) {
        tokenMethod = try settings.method("HttpBinding") ?? .post
        switch settings["AccessTokenResponseFormat"]?.lowercased() {
        case "json": tokenFormat = .json
        case "form": tokenFormat = .form
        case "jsonp": tokenFormat = .jsonP
        case nil, "default": tokenFormat = kind == .openIDConnect ? .json : .either
        case let other?: throw .configuration("AccessTokenResponseFormat \(other) is not known")
        }
        switch settings["token_endpoint_auth_method"] ?? "client_secret_post" {
        case "client_secret_post": authentication = keys.clientSecret.map(ClientAuthentication.secretPost) ?? .none
        case "client_secret_basic":
            guard let secret = keys.clientSecret else { throw .configuration("there is no key client_secret") }
            authentication = .secretBasic(secret)
        case "private_key_jwt":
            guard let key = keys.assertionKey else { throw .configuration("there is no key assertion_signing_key") }
            authentication = .privateKey(try Provider.assertionKey(key, settings))
        case let other: throw .configuration("token_endpoint_auth_method \(other) is not known")
        }
    }

    private mutating func readIDToken(_ settings: Settings, _ keys: Keys) throws(FederationError) {
        idToken.issuer = settings["issuer"]
        idToken.audience = settings["IdTokenAudience"]
        idToken.issuerPrefixes = settings.list("ValidTokenIssuerPrefixes")
        idToken.discoversByIssuer = try settings.flag("DiscoverMetadataByTokenIssuer")
        guard !idToken.discoversByIssuer || !idToken.issuerPrefixes.isEmpty else {
            throw .configuration("DiscoverMetadataByTokenIssuer needs ValidTokenIssuerPrefixes")
        }
        guard let algorithm = try settings.signatureAlgorithm else {
            idToken.verification = .published
            return
        }
        switch authentication {
        // Then it is the algorithm of our assertions (b2c-reference §11.6).
        case .privateKey: idToken.verification = .published
        case .none, .secretPost, .secretBasic:
            idToken.verification = algorithm.family == .hmac ? .clientSecret(algorithm) : .keys([algorithm])
        }
        guard algorithm.family != .hmac || keys.clientSecret != nil else {
            throw .configuration("\(algorithm.rawValue) needs the key client_secret")
        }
    }

    private static func assertionKey(_ key: SigningKey, _ settings: Settings) throws(FederationError) -> SigningKey {
        guard let algorithm = try settings.signatureAlgorithm else { return key }
        do throws(JOSEError) {
            return try SigningKey(id: key.id, algorithm: algorithm, privateKey: key.privateKey)
        } catch {
            throw .configuration("assertion_signing_key: \(error)")
        }
    }
}

extension ClaimsEndpoint {
    fileprivate init?(_ settings: Settings, _ kind: Provider.Kind) throws(FederationError) {
        guard let url = settings["ClaimsEndpoint"] else { return nil }
        self.init(url: url)
        if let format = settings["ClaimsResponseFormat"], format.lowercased() != "json" {
            throw .configuration("ClaimsResponseFormat \(format) is not known")
        }
        let name = settings["ClaimsEndpointAccessTokenName"]
        switch settings["BearerTokenTransmissionMethod"]?.lowercased() {
        case "authorizationheader": tokenPlacement = .header
        case "querystring": tokenPlacement = .query(name: name ?? "access_token")
        case .some:
            let other = settings["BearerTokenTransmissionMethod"] ?? ""
            throw .configuration("BearerTokenTransmissionMethod \(other) is not known")
        case nil:
            let usesQuery = kind == .oauth2 || name != nil
            tokenPlacement = usesQuery ? .query(name: name ?? "access_token") : .header
        }
        if let format = settings["ClaimsEndpointFormat"] {
            parameters.add(settings["ClaimsEndpointFormatName"] ?? "format", format)
        }
        let names =
            settings.list("ExtraParamsInAccessTokenEndpointResponse")
            + settings.list("ExtraParamsInClaimsEndpointRequest")
        var seen: Set<String> = []
        parametersFromTokens = names.filter { seen.insert($0).inserted }
        userAgent = settings["UserAgentForClaimsExchange"]
    }
}

/// Settings by name; an empty one counts as absent, as B2C has it.
struct Settings {
    let values: [String: String]

    subscript(name: String) -> String? {
        guard let value = values[name], value.contains(where: { !$0.isWhitespace }) else { return nil }
        return value
    }

    /// An ID token is for a client, so OpenID Connect needs one. Published OAuth 2.0 profiles leave the item empty for
    /// the author to fill in; what the provider says to that is the provider's.
    func clientID(_ kind: Provider.Kind) throws(FederationError) -> String {
        switch kind {
        case .oauth2 where values["client_id"] != nil: self["client_id"] ?? ""
        case .oauth2, .openIDConnect: try required("client_id")
        }
    }

    func required(_ name: String) throws(FederationError) -> String {
        guard let value = self[name] else { throw .configuration("\(name) is missing") }
        return value
    }

    func parsed<Value>(_ name: String, _ parse: (String) -> Value?) throws(FederationError) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = parse(text) else { throw .configuration("\(name) \(text) is not known") }
        return value
    }

    func flag(_ name: String) throws(FederationError) -> Bool {
        switch self[name]?.lowercased() {
        case "true", "1": true
        case "false", "0", nil: false
        case let other?: throw .configuration("\(name) \(other) is neither true nor false")
        }
    }

    func method(_ name: String) throws(FederationError) -> HTTP.Method? {
        switch self[name]?.uppercased() {
        case "GET": .get
        case "POST": .post
        case nil: nil
        case let other?: throw .configuration("\(name) \(other) is neither GET nor POST")
        }
    }

    /// RS256, RS512 and the others of RFC 7518 §3.1.
    var signatureAlgorithm: SignatureAlgorithm? {
        get throws(FederationError) { try parsed("token_signing_algorithm", SignatureAlgorithm.init(rawValue:)) }
    }

    /// `true`, or the ways to the values that may be read: `user.name.firstName user.email`.
    var callbackClaims: Provider.CallbackClaims {
        let words = (self["ReadBodyClaimsOnIdpRedirect"] ?? "").split { $0 == " " || $0 == "," || $0.isNewline }
        switch words.first?.lowercased() {
        case nil, "false", "0": return .none
        case "true", "1": return .all
        default: return .named(Set(words.map { word in String(word.prefix { $0 != "." && $0 != "[" }) }))
        }
    }

    /// Values between commas.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split(separator: ",").map { part in
            let trimmed = part.drop(while: \.isWhitespace)
            return String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
        }.filter { !$0.isEmpty }
    }

    /// A query without its question mark.
    func parameters(_ text: String?, of name: String) throws(FederationError) -> Parameters {
        let query = (text ?? "").drop { $0 == "?" || $0 == "&" }
        guard let parameters = Parameters(urlEncoded: String(query)) else {
            throw .configuration("\(name) is not a query")
        }
        return parameters
    }
}

extension Provider {
    /// The names that `init(id:kind:settings:…)` knows, those among them that change nothing here included.
    package static let settingNames: Set<String> = [
        "METADATA", "JWKS", "jwks_uri", "client_id", "authorization_endpoint", "AccessTokenEndpoint", "token_endpoint",
        "response_types", "response_mode", "scope", "AdditionalRequestQueryParameters", "ResponseErrorCodeParamName",
        "ReadBodyClaimsOnIdpRedirect", "HttpBinding", "AccessTokenResponseFormat", "token_endpoint_auth_method",
        "token_signing_algorithm", "issuer", "IdTokenAudience", "ValidTokenIssuerPrefixes",
        "DiscoverMetadataByTokenIssuer", "ClaimsEndpoint", "ClaimsResponseFormat", "ClaimsEndpointAccessTokenName",
        "ClaimsEndpointFormatName", "ClaimsEndpointFormat", "BearerTokenTransmissionMethod",
        "ExtraParamsInAccessTokenEndpointResponse", "ExtraParamsInClaimsEndpointRequest", "UserAgentForClaimsExchange",
        "end_session_endpoint", "ClientIdParamName", "ClientSecretParamName", "UsePKCE",
        // B2C's own bookkeeping: who the provider is, which claim names the person, and what counts as its fault.
        "ProviderName", "external_user_identity_claim_id", "MarkAsFailureOnStatusCode5xx",
        // Read by the runtime: the redirect URI, log-out, resolvers, paths, and whether and how a button is shown.
        "UsePolicyInRedirectUri", "SingleLogoutEnabled", "IncludeClaimResolvingInClaimsHandling",
        "ResolveJsonPathsInJsonTokens", "ClaimTypeOnWhichToEnable", "ClaimValueOnWhichToEnable",
        "ClaimsProviderSelectionDisplayType",
    ]
}

extension OAuth1Provider {
    package static let settingNames: Set<String> = [
        "client_id", "request_token_endpoint", "authorization_endpoint", "access_token_endpoint", "ClaimsEndpoint",
        "ClaimsResponseFormat", "ProviderName", "UsePolicyInRedirectUri", "IncludeClaimResolvingInClaimsHandling",
        "ResolveJsonPathsInJsonTokens", "ClaimTypeOnWhichToEnable", "ClaimValueOnWhichToEnable",
        "ClaimsProviderSelectionDisplayType",
    ]
}
