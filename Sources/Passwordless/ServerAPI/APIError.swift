import Base
import HTTP

/// A request that an interface of a realm refuses, in Authsignal's shape (A.1.1).
package struct APIError: Error, Sendable, Equatable {
    package let status: Int
    /// For programs: `unauthorized`.
    package let code: String
    /// For their authors. Nothing about other people's accounts.
    package let description: String
    package var headers: Headers

    package init(_ status: Int, _ code: String, _ description: String, headers: Headers = Headers()) {
        self.status = status
        self.code = code
        self.description = description
        self.headers = headers
    }

    package var response: Response {
        var response = Response.json(
            ["error": .string(code), "errorCode": .string(code), "errorDescription": .string(description)],
            status: status)
        for field in headers.fields { response.headers.add(field.name, field.value) }
        return response
    }
}

extension APIError {
    /// Authsignal's words: its SDKs' own tests compare them.
    static let unauthorized = APIError(
        401, "unauthorized",
        "The request is unauthorized. Check that your API key and region base URL are correctly configured.",
        headers: ["WWW-Authenticate": "Basic realm=\"api\", charset=\"UTF-8\""])

    /// A token that is over, was used, or never was.
    static let expiredToken = APIError(401, "expired_token", "The token is not valid any more.")

    static let noRealm = APIError(404, "not_found", "There is no realm at this address.")

    static func notFound(_ what: String) -> APIError { APIError(404, "not_found", "There is no such \(what).") }

    static func invalid(_ problem: String) -> APIError { APIError(400, "invalid_request", problem) }

    static func tooMany(until: Timestamp?, now: Timestamp) -> APIError {
        let wait = until.map { max(1, ($0.milliseconds - now.milliseconds + 999) / 1000) }
        return APIError(
            429, "too_many_requests", "There were too many requests. Try again later.",
            headers: wait.map { ["Retry-After": String($0)] } ?? Headers())
    }

    /// What a factor refuses.
    init(_ refusal: FactorRefusal, now: Timestamp) {
        self =
            switch refusal.reason {
            case .wrong: APIError(400, "invalid_credential", "The answer is not the right one.")
            case .expired: APIError(400, "expired_challenge", "The challenge is over. Ask again.")
            case .tooMany(let until): .tooMany(until: until, now: now)
            case .cancelled: APIError(400, "user_canceled", "The person has cancelled.")
            case .notPermitted: APIError(403, "not_permitted", "This verification method may not be used here.")
            case .notEnrolled:
                APIError(400, "credential_not_found", "The person has no authenticator of this kind.")
            case .alreadyEnrolled: APIError(409, "already_enrolled", "The authenticator is enrolled already.")
            case .badAddress: APIError(400, "invalid_address", "The address is not one that a message can be sent to.")
            case .undeliverable: APIError(502, "undeliverable", "The message could not be sent.")
            case .unacceptable: APIError(403, "unacceptable_credential", "The realm does not take this authenticator.")
            case .malformed: .invalid("The answer cannot be read.")
            case .needsProof:
                APIError(403, "insufficient_scope", "An authenticator that is enrolled must be proven first.")
            case .unsupported: APIError(400, "unsupported", "The browser or the device cannot do this.")
            }
    }
}
