import Base
import HTTP

/// A service that sends text messages and makes calls, over HTTP with the request shape of Twilio's REST API,
/// which others imitate.
package struct TelephonyService: Sendable {
    /// `https://api.twilio.com`, no slash at the end.
    package let base: String
    package let account: String
    package let token: Secret<String>
    /// The number, or for text messages the name, that the person sees.
    package let from: String
    /// True only where the operator, not a tenant, configured the service on its own network.
    package let mayReachPrivateAddresses: Bool

    package init(
        base: String, account: String, token: Secret<String>, from: String, mayReachPrivateAddresses: Bool = false
    ) {
        self.base = base
        self.account = account
        self.token = token
        self.from = from
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
    }

    /// Creates a resource of the account; `collection` is `Messages` or `Calls`.
    func create(
        in collection: String, for number: String, _ content: (name: String, value: String), over fetch: any Fetch
    ) async throws(DeliveryError) {
        guard TelephonyService.isE164(number) else { throw .recipientRefused("not a number in E.164") }
        let form: Parameters = ["To": number, "From": from, content.name: content.value]
        let request = FetchRequest(
            method: .post,
            url: "\(base)/2010-04-01/Accounts/\(PercentEncoding.encode(account))/\(collection).json",
            headers: [
                "Authorization": "Basic " + Base64.encode(Bytes(utf8: "\(account):\(token.exposed)")),
                "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            ],
            body: Bytes(utf8: form.urlEncoded), maximumResponseSize: 64 << 10,
            mayReachPrivateAddresses: mayReachPrivateAddresses)
        try TelephonyService.check(try await response(to: request, over: fetch))
    }

    private func response(to request: FetchRequest, over fetch: any Fetch) async throws(DeliveryError) -> FetchResponse
    {
        do throws(FetchError) {
            return try await fetch.send(request)
        } catch {
            switch error {
            case .timedOut: throw .timedOut
            case .invalidURL, .addressRefused: throw .refused("\(error)")
            case .overloaded: throw .busy
            case .nameNotFound, .connectionFailed, .tlsFailed, .responseTooLarge, .invalidResponse, .cancelled,
                .notStubbed:
                throw .unreachable("\(error)")
            }
        }
    }

    private static func check(_ response: FetchResponse) throws(DeliveryError) {
        if (200..<300).contains(response.status) { return }
        let problem = try? JSON(parsing: response.body, maximumDepth: 8)
        let code = problem?["code"]?.integer
        let detail = "status \(response.status), code \(code.map(String.init) ?? "none")"
        if let code, unreachableNumberCodes.contains(code) { throw .recipientRefused(detail) }
        switch response.status {
        case 429: throw .busy
        case 500...: throw .unreachable(detail)
        default: throw .refused(detail)
        }
    }

    /// Number invalid (21211, 13224), not reachable (21214, 21612), not plausible (21217), stopped by its owner
    /// (21610), not a mobile one (21614).
    private static let unreachableNumberCodes: Set<Int64> = [13_224, 21_211, 21_214, 21_217, 21_610, 21_612, 21_614]

    private static func isE164(_ number: String) -> Bool {
        number.utf8.first == UInt8(ascii: "+") && (8...16).contains(number.utf8.count)
            && number.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}
