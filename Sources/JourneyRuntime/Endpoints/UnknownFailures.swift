import Base
import HTTP
import OpenIDProvider
import Pages

/// Errors that no endpoint knew: ours, not the person's. The log has them; the answer has what leads there, in the form
/// that whoever asked can read.
struct UnknownFailures: Sendable {
    let boundary: ErrorBoundary
    let texts: @Sendable (Request) -> Texts

    /// `isPage`: the answer is shown in a browser, unless its script has asked.
    func answer(_ error: any Error, _ http: Request, isPage: Bool) -> Response {
        if PageReply(http).isScripted { return forScript(error, http) }
        guard isPage else {
            let seen = boundary.expose(error, http)
            return .text("\(seen.text)\nCorrelation ID: \(seen.correlationID)\n", status: seen.status)
        }
        return boundary.page(error, http)
    }

    /// Scripts show `message`, whatever the status is.
    private func forScript(_ error: any Error, _ http: Request) -> Response {
        let seen = boundary.expose(error, http)
        let message = "\(texts(http).error("UserMessageIfServerError")) Correlation ID: \(seen.correlationID)"
        return .json(
            [
                "status": .string(String(seen.status)), "errorCode": .string(seen.reference ?? seen.code),
                "message": .string(message),
            ], status: seen.status)
    }
}
