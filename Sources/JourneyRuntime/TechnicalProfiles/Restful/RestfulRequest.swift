import Base
import HTTP
import Journey
import Policy

/// What goes to a service: the profile's input claims, where the profile says (b2c-reference §11.4).
struct RestfulRequest {
    let settings: RestfulSettings
    let call: ProfileCall

    /// No service that we know answers with a tenth of it.
    private static let maximumResponseSize = 1 << 20

    func made() throws(UserMessage) -> FetchRequest {
        var request = FetchRequest(
            method: settings.placement.isPosted ? .post : .get, url: try url(), headers: ["Accept": "application/json"],
            timeoutMilliseconds: settings.timeoutMilliseconds,
            maximumResponseSize: RestfulRequest.maximumResponseSize,
            mayReachPrivateAddresses: call.services.mayReachPrivateAddresses)
        switch settings.placement {
        case .body:
            request.headers["Content-Type"] = "application/json"
            let claims = JSON.object(JSON.Object(inputs.map { ($0.partnerName, $0.value.json) }))
            request.body = try payload() ?? claims.bytes
        case .form:
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = try payload() ?? Bytes(utf8: parameters.urlEncoded)
        case .header: addHeaders(to: &request)
        case .querystring: request.url = RestfulRequest.adding(parameters, to: request.url)
        case .url: break
        }
        return request
    }

    /// The token of `UseClaimAsBearerToken` goes where tokens go, and nowhere else.
    private var inputs: [ProfileCall.Input] {
        guard case .bearerClaim(let claim) = settings.authentication else { return call.inputs }
        return call.inputs.filter { $0.claim != claim }
    }

    private var parameters: Parameters {
        var parameters = Parameters()
        for input in inputs { parameters.add(input.partnerName, input.value.text) }
        return parameters
    }

    private func payload() throws(UserMessage) -> Bytes? {
        guard let claim = settings.payloadClaim else { return nil }
        guard let text = call.value(of: claim)?.text else {
            throw UserMessage(
                "DefaultUserMessageIfRequestFailed", code: "AADB2C90083",
                detail: "\(claim) is to be the request's body and has no value")
        }
        return Bytes(utf8: text)
    }

    private func addHeaders(to request: inout FetchRequest) {
        for input in inputs where RestfulRequest.mayBeHeader(input.partnerName) {
            // A claim may hold what a header may not; it is left out rather than let it write headers.
            guard RestfulRequest.isHeaderValue(input.value.text) else { continue }
            request.headers.add(input.partnerName, input.value.text)
        }
    }

    /// The service's address: `{claim}` of `SendClaimsIn` of `Url`, macros, and resolvers where they are switched on.
    /// What is put in is escaped, so that no value can change the address's shape.
    private func url() throws(UserMessage) -> String {
        var values: [Name: String] = [:]
        if settings.placement == .url {
            for input in inputs {
                values[input.claim] = input.value.text
                values[Name(input.partnerName)] = input.value.text
            }
        }
        let template = ClaimResolver.expandMacros(in: settings.serviceURL, call.environment)
        do {
            return try ClaimResolver.expandURL(
                template, values, resolving: settings.resolvesURL, claims: call.claims, in: call.environment)
        } catch {
            throw UserMessage(
                "DefaultUserMessageIfRequestFailed", code: ResolverError.code, detail: "ServiceUrl: \(error)")
        }
    }

    static func adding(_ parameters: Parameters, to url: String) -> String {
        guard !parameters.items.isEmpty else { return url }
        return url + (url.contains("?") ? "&" : "?") + parameters.urlEncoded
    }

    /// Names that say how the message is framed and for whom: no policy sets them.
    private static let reservedHeaders: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect", "keep-alive",
    ]

    static func mayBeHeader(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(isTokenCharacter) && !reservedHeaders.contains(name.lowercased())
    }

    static func isHeaderValue(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7f } }
}

extension RestfulSettings.Placement {
    var isPosted: Bool { self == .body || self == .form }
}
