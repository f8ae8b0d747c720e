import Base
import Directory
import HTTP
import OpenID

/// The checks of an authorization request after its client and redirect URI are known, one function each. Their
/// order is the body of `AuthorizationRequest.init`. The numbers are B2C's (b2c-reference §6.3).
struct AuthorizationCheck {
    let parameters: Parameters
    let client: Client
    let redirect: RedirectURI

    /// Longer values serve nobody; a journey keeps them all.
    static let maximumValueLength = 8192
    static let maximumTotalLength = 32768

    private static let own: Set<String> = [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age",
        "login_hint", "domain_hint", "ui_locales", "acr_values", "resource", "claims", "id_token_hint",
        "code_challenge", "code_challenge_method", "request", "request_uri", "registration", "display", "p",
        "client_info", "dpop_jkt",
    ]

    func bounds(dialect: Dialect) throws(ProtocolError) {
        let lengths = parameters.items.map { $0.name.utf8.count + $0.value.utf8.count }
        guard lengths.allSatisfy({ $0 <= Self.maximumValueLength }),
            lengths.reduce(0, +) <= Self.maximumTotalLength
        else { throw ProtocolError(.invalidRequest, "The request is too long.", b2c: 90122) }
        guard case .b2c = dialect else { return }
        // B2C's own protection of pages that print a claim unescaped; policies written for it may rely on it.
        guard let item = parameters.items.first(where: { Self.looksLikeMarkup($0.value) }) else { return }
        throw ProtocolError(
            .invalidRequest, "A parameter holds characters that are not accepted.", b2c: 90122,
            detail: "parameter \(item.name) holds markup")
    }

    func duplicates() throws(ProtocolError) {
        guard let name = parameters.duplicates.intersection(Self.own).min() else { return }
        throw ProtocolError(.invalidRequest, "The parameter '\(name)' comes more than once.", b2c: 90122)
    }

    /// OpenID Connect Core §3.1.2.6: what we do not offer has errors of its own.
    func unsupportedParameters() throws(ProtocolError) {
        if text("request") != nil {
            throw ProtocolError(.requestNotSupported, "The parameter 'request' is not supported.")
        }
        if text("request_uri") != nil {
            throw ProtocolError(.requestURINotSupported, "The parameter 'request_uri' is not supported.")
        }
        if text("registration") != nil {
            throw ProtocolError(.registrationNotSupported, "The parameter 'registration' is not supported.")
        }
    }

    func responseType() throws(ProtocolError) -> ResponseType {
        guard let text = text("response_type") else {
            throw ProtocolError(.invalidRequest, "The parameter 'response_type' is missing.", b2c: 90083)
        }
        guard let type = ResponseType(text) else {
            throw ProtocolError(.unsupportedResponseType, "The response type is not supported.", b2c: 90013)
        }
        let allowed =
            (!type.contains(.idToken) || client.allowsImplicitIDToken)
            && (!type.contains(.token) || client.allowsImplicitAccessToken)
        guard allowed else {
            throw ProtocolError(
                .unauthorizedClient, "The application may not receive tokens from this endpoint.", b2c: 90057)
        }
        return type
    }

    func responseMode(for type: ResponseType) throws(ProtocolError) -> ResponseMode {
        let mode = text("response_mode").map { ResponseMode(rawValue: $0) } ?? type.defaultMode
        guard let mode, mode != .query || type == .code else {
            throw ProtocolError(.invalidRequest, "The response mode is not supported.", b2c: 90014)
        }
        guard client.responseModes.isEmpty || client.responseModes.contains(mode.rawValue) else {
            throw ProtocolError(.invalidRequest, "The application may not be answered in this response mode.")
        }
        return mode
    }

    func scope(for type: ResponseType) throws(ProtocolError) -> Scope {
        guard let text = text("scope") else {
            throw ProtocolError(.invalidScope, "The parameter 'scope' is missing.", b2c: 90010)
        }
        guard let scope = Scope(text), !scope.isEmpty, scope.values.count <= 32 else {
            throw ProtocolError(
                .invalidScope, "The scope holds a character that is not allowed.", b2c: 99005)
        }
        if type.contains(.idToken), !scope.contains("openid") {
            throw ProtocolError(.invalidScope, "An ID token needs the scope 'openid'.", b2c: 90110)
        }
        return scope
    }

    func nonce(for type: ResponseType) throws(ProtocolError) -> String? {
        let nonce = text("nonce")
        if type.contains(.idToken), nonce == nil {
            throw ProtocolError(.invalidRequest, "An ID token from this endpoint needs a 'nonce'.", b2c: 90083)
        }
        return nonce
    }

    func challenge(for type: ResponseType) throws(ProtocolError) -> CodeChallenge? {
        guard type.contains(.code) else { return nil }
        guard let text = text("code_challenge") else { return try missingChallenge() }
        guard let challenge = CodeChallenge(text, method: self.text("code_challenge_method")) else {
            throw ProtocolError(.invalidRequest, "The code challenge or its method is not supported.", b2c: 90184)
        }
        if case .plain = challenge, !client.allowsPlainChallenge {
            throw ProtocolError(.invalidRequest, "The code challenge method must be S256.", b2c: 90184)
        }
        return challenge
    }

    func proofKey() throws(ProtocolError) -> String? {
        guard let text = text("dpop_jkt") else { return nil }
        guard Base64.decodeURL(text)?.count == 32 else {
            throw ProtocolError(.invalidRequest, "The value of 'dpop_jkt' is not a key's thumbprint.")
        }
        return text
    }

    func prompts() throws(ProtocolError) -> Set<Prompt> {
        let words = words("prompt")
        let prompts = Set(words.compactMap(Prompt.init(rawValue:)))
        let known = prompts.count == words.count
        guard known, !prompts.contains(.none) || prompts.count == 1 else {
            throw ProtocolError(.invalidRequest, "The value of 'prompt' is not supported.", b2c: 90043)
        }
        return prompts
    }

    func maxAge() throws(ProtocolError) -> Int64? {
        guard let text = text("max_age") else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let seconds = Int64(text), seconds <= Int32.max else {
            throw ProtocolError(.invalidRequest, "The value of 'max_age' is not a number of seconds.", b2c: 90120)
        }
        return seconds
    }

    func claims() throws(ProtocolError) -> JSON.Object? {
        guard let text = text("claims") else { return nil }
        guard let object = try? JSON(parsing: text, maximumDepth: 8).object else {
            throw ProtocolError(.invalidRequest, "The value of 'claims' is not a JSON object.", b2c: 90122)
        }
        return object
    }

    /// An empty parameter counts as absent (RFC 6749 §3.1).
    func text(_ name: String) -> String? {
        parameters[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func words(_ name: String) -> [String] {
        text(name).map { $0.split(separator: " ").map(String.init) } ?? []
    }

    private func missingChallenge() throws(ProtocolError) -> CodeChallenge? {
        guard text("code_challenge_method") == nil else {
            throw ProtocolError(.invalidRequest, "The parameter 'code_challenge' is missing.", b2c: 90184)
        }
        guard redirect.platform != .spa, !client.requiresChallenge else {
            throw ProtocolError(.invalidRequest, "A code challenge (PKCE) is required.", b2c: 99059)
        }
        return nil
    }

    /// A `<` that could open a tag, or a character reference.
    private static func looksLikeMarkup(_ text: String) -> Bool {
        let bytes = Bytes(text.utf8)
        return bytes.indices.dropLast().contains { index in
            let next = bytes[index + 1]
            switch bytes[index] {
            case UInt8(ascii: "<"): return (97...122).contains(next | 0x20) || Bytes(utf8: "!/?").contains(next)
            case UInt8(ascii: "&"): return next == UInt8(ascii: "#")
            default: return false
            }
        }
    }
}
