import Base

extension ProviderMetadata {
    /// The document; what is nil or empty is left out.
    package var json: JSON {
        var document: JSON.Object = ["issuer": .string(issuer)]
        for (name, value) in addresses { document[name] = value.map(JSON.string) }
        for (name, values) in lists where !values.isEmpty { document[name] = JSON(values) }
        for (name, value) in flags where value { document[name] = true }
        // Absent means true for `request_uri` (Discovery §3), which we do not read.
        document["request_parameter_supported"] = false
        document["request_uri_parameter_supported"] = false
        return .object(document)
    }

    private var addresses: [(String, String?)] {
        [
            ("authorization_endpoint", authorizationEndpoint), ("token_endpoint", tokenEndpoint),
            ("end_session_endpoint", endSessionEndpoint), ("jwks_uri", keysEndpoint),
            ("userinfo_endpoint", userInfoEndpoint), ("revocation_endpoint", revocationEndpoint),
            ("pushed_authorization_request_endpoint", pushedRequestEndpoint),
        ]
    }

    private var lists: [(String, [String])] {
        [
            ("response_modes_supported", responseModes), ("response_types_supported", responseTypes),
            ("grant_types_supported", grantTypes), ("scopes_supported", scopes),
            ("subject_types_supported", subjectTypes), ("id_token_signing_alg_values_supported", idTokenAlgorithms),
            ("token_endpoint_auth_methods_supported", tokenAuthenticationMethods),
            ("token_endpoint_auth_signing_alg_values_supported", tokenAuthenticationAlgorithms),
            ("revocation_endpoint_auth_methods_supported", revocationAuthenticationMethods),
            ("revocation_endpoint_auth_signing_alg_values_supported", revocationAuthenticationAlgorithms),
            ("code_challenge_methods_supported", challengeMethods), ("prompt_values_supported", prompts),
            ("dpop_signing_alg_values_supported", proofAlgorithms),
            ("claims_supported", claims), ("acr_values_supported", contextClasses),
        ]
    }

    private var flags: [(String, Bool)] {
        [
            ("authorization_response_iss_parameter_supported", sendsIssuer),
            ("claims_parameter_supported", supportsClaimsParameter),
            ("require_pushed_authorization_requests", requiresPushedRequests),
            ("frontchannel_logout_supported", supportsFrontChannelLogout),
            ("frontchannel_logout_session_supported", sendsSessionOnLogout),
        ]
    }
}
