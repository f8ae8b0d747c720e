import Base
import HTTP
import Policy

/// What a service's answer means (b2c-reference §11.4): values, or a refusal in the contract's form.
struct RestfulAnswer {
    let settings: RestfulSettings
    let profile: TechnicalProfile

    /// So much of what a service writes goes on a page or to a relying party.
    private static let maximumText = 1000

    func outcome(_ response: FetchResponse) -> HandlerOutcome {
        switch response.status {
        case 200..<300:
            guard let json = RestfulAnswer.json(response.body) else {
                return failure("AADB2C90261", "status \(response.status), not JSON")
            }
            switch json {
            // An array is read by path.
            case .object, .array: return .values(json)
            case .null, .bool, .integer, .number, .string:
                return failure("AADB2C90261", "status \(response.status), neither an object nor an array")
            }
        case 400..<500: return refusal(response)
        // No redirect is followed: it would carry claims and keys to an address that nobody configured.
        default: return failure("AADB2C90289", "status \(response.status)")
        }
    }

    /// An empty body is an object without members: fine where nothing is required of it.
    private static func json(_ body: Bytes) -> JSON? {
        // Services in .NET like to begin with a byte order mark, which RFC 8259 §8.1 lets a reader pass over.
        let text = body.starts(with: [0xef, 0xbb, 0xbf]) ? Bytes(body.dropFirst(3)) : body
        return text.isEmpty ? .object([:]) : try? JSON(parsing: text)
    }

    private func refusal(_ response: FetchResponse) -> HandlerOutcome {
        guard let problem = RestfulAnswer.json(response.body)?.object, !problem.members.isEmpty else {
            switch (response.status, settings.authentication) {
            case (401, .basic): return failure("AADB2C90027", "the service does not accept the credentials")
            case (401, .certificate), (403, .certificate):
                return failure("AADB2C90028", "the service does not accept the certificate")
            default: return failure("AADB2C90261", "status \(response.status) without the error contract")
            }
        }
        let names = ["code", "requestId", "developerMessage", "moreInfo"]
        let detail = names.compactMap { problem[$0].flatMap(RestfulAnswer.text) }
        let said = problem["userMessage"].flatMap(RestfulAnswer.text)
        let code = problem["code"].flatMap(RestfulAnswer.text) ?? String(response.status)
        let party =
            "The claims exchange '\(profile.id)' returned an error with code '\(code)' and reason '\(said ?? "")'."
        guard let said else {
            return .refused(
                UserMessage(
                    "DefaultUserMessageIfRequestFailed", code: "AADB2C90075",
                    detail: (["status \(response.status)"] + detail).joined(separator: "; "), party: party))
        }
        let shown = settings.showsDetail ? ([said] + detail).joined(separator: " ") : said
        return .refused(
            UserMessage(
                "UserMessage", code: "AADB2C90075", text: shown, detail: detail.joined(separator: "; "), party: party))
    }

    private func failure(_ code: String, _ detail: String) -> HandlerOutcome {
        .refused(
            UserMessage(
                "DefaultUserMessageIfRequestFailed", code: code, values: [settings.serviceURL], detail: detail))
    }

    /// A text or a number, short enough to show and without control characters; nil where there is nothing to read.
    private static func text(_ value: JSON) -> String? {
        let text: String
        switch value {
        case .string(let string): text = string
        case .integer, .number, .bool: text = value.text
        case .null, .array, .object: return nil
        }
        let readable = text.unicodeScalars.prefix(maximumText).map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }
        let trimmed = String(String.UnicodeScalarView(readable)).trimmingBlanks()
        return trimmed.isEmpty ? nil : trimmed
    }

    func message(for failure: Partners.Failure) -> UserMessage {
        let seconds = String(settings.timeoutMilliseconds / 1000)
        return switch failure {
        case .circuitOpen: message("UserMessageIfCircuitOpen", "the circuit is open", ["", settings.serviceURL])
        case .fetch(.nameNotFound):
            message("UserMessageIfDnsResolutionFailed", "\(FetchError.nameNotFound)", [settings.serviceURL])
        case .fetch(.timedOut):
            message("UserMessageIfRequestTimeout", "\(FetchError.timedOut)", [seconds, settings.serviceURL])
        case .fetch(let error): message("DefaultUserMessageIfRequestFailed", "\(error)", [settings.serviceURL])
        }
    }

    /// A policy that has no text for the case has one for all of them. `values` are what its text may show: the address
    /// as the policy writes it, without what claims would put into it.
    private func message(_ id: Name, _ detail: String, _ values: [String]) -> UserMessage {
        let general: Name = "DefaultUserMessageIfRequestFailed"
        return UserMessage(
            id, aliases: id == general ? [] : [general], code: "AADB2C90289", values: values, detail: detail)
    }
}
