import Base

extension ProviderMetadata {
    /// Reads the document of another provider. A member of the wrong type is an error, also an optional one: who
    /// writes half a document by mistake must hear of it. Whether the issuer is the expected one is the caller's to
    /// check, and so is whether the addresses may be reached.
    package init(reading document: JSON) throws(MetadataError) {
        let members = try Members(document)
        try self.init(
            issuer: members.text("issuer"), authorizationEndpoint: members.address("authorization_endpoint"),
            tokenEndpoint: members.optionalAddress("token_endpoint"), keysEndpoint: members.address("jwks_uri"))
        userInfoEndpoint = try members.optionalAddress("userinfo_endpoint")
        endSessionEndpoint = try members.optionalAddress("end_session_endpoint")
        revocationEndpoint = try members.optionalAddress("revocation_endpoint")
        pushedRequestEndpoint = try members.optionalAddress("pushed_authorization_request_endpoint")
        scopes = try members.list("scopes_supported") ?? []
        responseTypes = try members.list("response_types_supported") ?? []
        responseModes = try members.list("response_modes_supported") ?? responseModes
        grantTypes = try members.list("grant_types_supported") ?? grantTypes
        subjectTypes = try members.list("subject_types_supported") ?? []
        contextClasses = try members.list("acr_values_supported") ?? []
        idTokenAlgorithms = try members.list("id_token_signing_alg_values_supported") ?? []
        let methods = try members.list("token_endpoint_auth_methods_supported")
        tokenAuthenticationMethods = methods ?? tokenAuthenticationMethods
        let algorithms = try members.list("token_endpoint_auth_signing_alg_values_supported")
        tokenAuthenticationAlgorithms = algorithms ?? []
        let revocation = try members.list("revocation_endpoint_auth_methods_supported")
        revocationAuthenticationMethods = revocation ?? revocationAuthenticationMethods
        revocationAuthenticationAlgorithms =
            try members.list("revocation_endpoint_auth_signing_alg_values_supported") ?? []
        challengeMethods = try members.list("code_challenge_methods_supported") ?? []
        claims = try members.list("claims_supported") ?? []
        prompts = try members.list("prompt_values_supported") ?? []
        sendsIssuer = try members.flag("authorization_response_iss_parameter_supported")
        supportsClaimsParameter = try members.flag("claims_parameter_supported")
        supportsFrontChannelLogout = try members.flag("frontchannel_logout_supported")
        sendsSessionOnLogout = try members.flag("frontchannel_logout_session_supported")
    }
}

/// The members of the document by type.
private struct Members {
    private let object: JSON.Object

    /// No list of a provider that we know is half as long; a longer one costs memory for nothing.
    private static let maximumCount = 1024

    init(_ document: JSON) throws(MetadataError) {
        guard let object = document.object else {
            throw MetadataError(member: "the document", reason: "is not a JSON object")
        }
        self.object = object
    }

    func text(_ name: String) throws(MetadataError) -> String {
        guard let value = object[name] else { throw MetadataError(member: name, reason: "is missing") }
        guard let text = value.string, !text.isEmpty else {
            throw MetadataError(member: name, reason: "is not a text")
        }
        return text
    }

    func address(_ name: String) throws(MetadataError) -> String {
        let text = try text(name)
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.utf8.contains(UInt8(ascii: "#")) else {
            throw MetadataError(member: name, reason: "is not an http(s) address without fragment")
        }
        return text
    }

    func optionalAddress(_ name: String) throws(MetadataError) -> String? {
        isAbsent(name) ? nil : try address(name)
    }

    func list(_ name: String) throws(MetadataError) -> [String]? {
        guard !isAbsent(name) else { return nil }
        guard let texts = object[name]?.strings, texts.count <= Self.maximumCount else {
            throw MetadataError(member: name, reason: "is not a list of texts")
        }
        return texts
    }

    func flag(_ name: String) throws(MetadataError) -> Bool {
        guard !isAbsent(name) else { return false }
        guard let flag = object[name]?.bool else { throw MetadataError(member: name, reason: "is not true or false") }
        return flag
    }

    /// Several providers write null for what they do not have.
    private func isAbsent(_ name: String) -> Bool { object[name] == nil || object[name] == .null }
}
