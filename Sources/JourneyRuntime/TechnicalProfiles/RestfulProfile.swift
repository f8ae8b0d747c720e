import Base
import Directory
import HTTP
import Journey
import Policy

/// `RestfulProvider`: asks a service of the policy's author (b2c-reference §11.4).
struct RestfulProfile: TechnicalProfileHandler {
    private enum Placement: String {
        case body, form, header, querystring, url
    }

    private enum Authentication {
        case none
        case basic(username: Name, password: Name)
        case bearerKey(Name)
        case bearerClaim(Name)
        case apiKeys([(header: String, key: Name)])
    }

    private let serviceURL: String
    private let placement: Placement
    private let authentication: Authentication
    private let payloadClaim: Name?
    private let showsDetail: Bool

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        guard let url = metadata["ServiceUrl"]?.trimmingBlanks(), !url.isEmpty else {
            throw ProfileConfigurationError(
                code: "AADB2C90023", detail: "a RESTful profile needs ServiceUrl", location: profile.location)
        }
        serviceURL = url
        let place = metadata["SendClaimsIn"]?.trimmingBlanks().lowercased() ?? "body"
        guard let placement = Placement(rawValue: place) else {
            throw ProfileConfigurationError(
                code: "AADB2C90023", detail: "SendClaimsIn must be Body, Form, Header, QueryString or Url",
                location: profile.location)
        }
        self.placement = placement
        payloadClaim = metadata["ClaimUsedForRequestPayload"].map { Name($0.trimmingBlanks()) }
        showsDetail = metadata.bool("DebugMode", default: false)
        authentication = try RestfulProfile.authentication(profile)
    }

    private static func authentication(_ profile: TechnicalProfile) throws(ProfileConfigurationError) -> Authentication
    {
        let kind = profile.metadata["AuthenticationType"]?.trimmingBlanks().lowercased() ?? "none"
        switch kind {
        case "none": return .none
        case "basic":
            if let user = profile.key("BasicAuthenticationUsername"),
                let word = profile.key("BasicAuthenticationPassword")
            {
                return .basic(username: user, password: word)
            }
        case "bearer":
            if let claim = profile.metadata["UseClaimAsBearerToken"] {
                return .bearerClaim(Name(claim.trimmingBlanks()))
            }
            if let key = profile.key("BearerAuthenticationToken") { return .bearerKey(key) }
        case "apikeyheader":
            return .apiKeys(profile.cryptographicKeys.map { ($0.id.text, $0.storageReference) })
        default: break
        }
        throw ProfileConfigurationError(
            code: "AADB2C90025", detail: "AuthenticationType \(kind) is unknown here or lacks its keys",
            location: profile.location)
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        var request = try self.request(call)
        if let refusal = try await authenticate(&request, call) { return refusal }
        do {
            return answer(try await call.services.fetch.send(request), call)
        } catch {
            call.services.emit(RestfulEvent.failed(profile: call.profile.id.text, reason: "\(error)"))
            return .refused(RestfulProfile.message(for: error))
        }
    }

    private func request(_ call: ProfileCall) throws -> FetchRequest {
        var request = FetchRequest(
            method: placement == .body || placement == .form ? .post : .get, url: serviceURL,
            headers: ["Accept": "application/json"],
            mayReachPrivateAddresses: call.services.mayReachPrivateAddresses)
        let inputs = call.inputs.map { ($0.partnerName, $0.value) }
        switch placement {
        case .body:
            request.headers["Content-Type"] = "application/json"
            request.body = payload(call) ?? JSON.object(JSON.Object(inputs.map { ($0.0, $0.1.json) })).bytes
        case .form:
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = Bytes(utf8: parameters(inputs).urlEncoded)
        case .header:
            for (name, value) in inputs {
                // A claim may hold what a header may not; it is left out rather than let it write headers.
                guard !value.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { continue }
                request.headers.add(name, value.text)
            }
        case .querystring:
            let query = parameters(inputs).urlEncoded
            if !query.isEmpty { request.url += (request.url.contains("?") ? "&" : "?") + query }
        case .url: request.url = filled(serviceURL, inputs)
        }
        return request
    }

    private func payload(_ call: ProfileCall) -> Bytes? {
        guard let payloadClaim, let text = call.claims[payloadClaim]?.text else { return nil }
        return Bytes(utf8: text)
    }

    private func parameters(_ inputs: [(String, ClaimValue)]) -> Parameters {
        var parameters = Parameters()
        for (name, value) in inputs { parameters.add(name, value.text) }
        return parameters
    }

    /// `{claim}` in the service's URL, escaped.
    private func filled(_ url: String, _ inputs: [(String, ClaimValue)]) -> String {
        let values = Dictionary(inputs.map { (Name($0.0), $0.1.text) }) { first, _ in first }
        return ClaimResolver.expandURL(url) { values[$0] }
    }

    private func authenticate(_ request: inout FetchRequest, _ call: ProfileCall) async throws -> HandlerOutcome? {
        let keys = call.services.keys
        switch authentication {
        case .none: return nil
        case .basic(let user, let word):
            guard let user = try await keys.secret(user, of: call.tenant.id),
                let word = try await keys.secret(word, of: call.tenant.id)
            else { return RestfulProfile.misconfigured("AADB2C90027") }
            let pair = Base64.encode(Bytes(utf8: "\(user.exposed):\(word.exposed)"))
            request.headers["Authorization"] = "Basic \(pair)"
        case .bearerKey(let key):
            guard let token = try await keys.secret(key, of: call.tenant.id) else {
                return RestfulProfile.misconfigured("AADB2C90025")
            }
            request.headers["Authorization"] = "Bearer \(token.exposed)"
        case .bearerClaim(let claim):
            guard let token = call.claims[claim]?.text, !token.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
                return RestfulProfile.misconfigured("AADB2C90194")
            }
            request.headers["Authorization"] = "Bearer \(token)"
        case .apiKeys(let pairs):
            for (header, key) in pairs {
                guard let value = try await keys.secret(key, of: call.tenant.id) else {
                    return RestfulProfile.misconfigured("AADB2C90025")
                }
                request.headers[header] = value.exposed
            }
        }
        return nil
    }

    private func answer(_ response: FetchResponse, _ call: ProfileCall) -> HandlerOutcome {
        let json = response.body.isEmpty ? JSON.object([:]) : try? JSON(parsing: response.body)
        switch (response.status, json) {
        // An array is read by path.
        case (200..<300, .object?), (200..<300, .array?): return .values(json ?? .null)
        case (400..<500, .object(let problem)?):
            guard let text = problem["userMessage"]?.string else { break }
            let detail = ["code", "requestId", "developerMessage", "moreInfo"].compactMap { problem[$0]?.string }
            let shown = showsDetail ? ([text] + detail).joined(separator: " ") : text
            return .refused(
                UserMessage("UserMessage", code: "AADB2C90075", text: shown, detail: detail.joined(separator: "; ")))
        default: break
        }
        call.services.emit(RestfulEvent.failed(profile: call.profile.id.text, reason: "status \(response.status)"))
        return .refused(UserMessage("DefaultUserMessageIfRequestFailed", code: "AADB2C90289"))
    }

    private static func message(for error: FetchError) -> UserMessage {
        let id: Name =
            switch error {
            case .nameNotFound: "UserMessageIfDnsResolutionFailed"
            case .timedOut: "UserMessageIfRequestTimeout"
            case .invalidURL, .addressRefused, .connectionFailed, .tlsFailed, .responseTooLarge, .invalidResponse,
                .overloaded, .cancelled, .notStubbed:
                "DefaultUserMessageIfRequestFailed"
            }
        return UserMessage(id, code: "AADB2C90289", detail: "\(error)")
    }

    private static func misconfigured(_ code: String) -> HandlerOutcome {
        .refused(UserMessage("DefaultUserMessageIfRequestFailed", code: code))
    }
}

package enum RestfulEvent: Event {
    case failed(profile: String, reason: String)

    package var name: String { "restful.failed" }
    package var level: EventLevel { .warning }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .failed(let profile, let reason): [("profile", .string(profile)), ("reason", .string(reason))]
        }
    }
}
