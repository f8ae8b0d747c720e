/// What an authorization response carries (OAuth 2.0 Multiple Response Types): a set, so `token code` is `code token`.
package struct ResponseType: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let code = ResponseType(rawValue: 1)
    package static let idToken = ResponseType(rawValue: 2)
    package static let token = ResponseType(rawValue: 4)

    private static let names: [(name: String, value: ResponseType)] = [
        ("code", .code), ("id_token", .idToken), ("token", .token),
    ]

    /// Nil unless the text is one or more known values, each once.
    package init?(_ text: String) {
        self = []
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            guard let value = ResponseType.names.first(where: { $0.name == part })?.value, !contains(value) else {
                return nil
            }
            insert(value)
        }
    }

    /// The registered spelling: `code id_token`.
    package var description: String {
        ResponseType.names.filter { contains($0.value) }.map(\.name).joined(separator: " ")
    }

    /// Tokens in the front channel must not travel in a query (OAuth 2.0 Multiple Response Types §5).
    package var defaultMode: ResponseMode { self == .code ? .query : .fragment }
}

/// How an authorization response travels.
package enum ResponseMode: String, Sendable, CaseIterable {
    case query, fragment
    /// OAuth 2.0 Form Post Response Mode.
    case formPost = "form_post"
}

/// A value of `prompt` (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Sendable, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"
}
