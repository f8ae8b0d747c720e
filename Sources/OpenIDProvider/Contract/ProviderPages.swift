import Base
import HTTP

/// The pages that the endpoints need, supplied: what they say is decided here, how they look elsewhere.
package struct ProviderPages: Sendable {
    /// A refusal that cannot be sent to a client.
    package let error: @Sendable (PublicError, Request) -> Response
    /// A form that submits itself to a verified redirect URI (OAuth 2.0 Form Post Response Mode).
    package let formPost: @Sendable (_ target: String, _ parameters: [Parameters.Item], Request) -> Response

    package init(
        error: @escaping @Sendable (PublicError, Request) -> Response,
        formPost: @escaping @Sendable (_ target: String, _ parameters: [Parameters.Item], Request) -> Response
    ) {
        self.error = error
        self.formPost = formPost
    }
}

/// A refusal as everybody may see it.
package struct PublicError: Error, Sendable, Equatable {
    package let status: Int
    /// The protocol's word: `invalid_request`.
    package let code: String
    /// One sentence.
    package let text: String
    /// `AADB2C90006`, where there is one.
    package let reference: String?
    package let correlationID: String
    package let timestamp: Timestamp

    /// `error_description`: B2C's clients read the number at its start, its operators the lines at its end
    /// (b2c-reference §6.4).
    package func description(in dialect: Dialect) -> String {
        switch dialect {
        case .standard: text
        case .b2c:
            "\(reference.map { "\($0): " } ?? "")\(text)\r\nCorrelation ID: \(correlationID)\r\n"
                + "Timestamp: \(Self.spelling(of: timestamp))\r\n"
        }
    }

    /// `2026-11-21 08:47:55Z`
    private static func spelling(of timestamp: Timestamp) -> String {
        let text = Timestamp(seconds: timestamp.seconds).iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11))"
    }
}
