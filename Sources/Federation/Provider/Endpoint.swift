import HTTP

/// An address of a provider that was checked: absolute, no fragment, and `https` unless the operator allows less.
struct Endpoint: Sendable {
    private let url: URL
    private let text: String

    init(_ text: String, of provider: some Partner) throws(FederationError) {
        guard let url = URL(text), url.fragment == nil else { throw .configuration("\(text) is no address") }
        let isAllowed = url.scheme == "https" || url.scheme == "http" && provider.mayReachPrivateAddresses
        guard isAllowed else { throw .configuration("\(text) is not https") }
        self.url = url
        self.text = text
    }

    /// The address with parameters after those that it has (RFC 6749 §3.1).
    func url(adding parameters: Parameters) throws(FederationError) -> String {
        guard !parameters.items.isEmpty else { return text }
        let joint = url.query == nil ? "?" : url.query == "" ? "" : "&"
        let whole = text + joint + parameters.urlEncoded
        guard whole.utf8.count <= URL.maximumLength else { throw .configuration("the request is too long for a URL") }
        return whole
    }
}
