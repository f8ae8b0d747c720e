import Base

/// Sends requests to other servers. `Transport` has the one over libcurl; tests have theirs.
package protocol Fetch: Sendable {
    /// One exchange, without following redirects. Throws when there is no answer that may be read.
    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}

package struct FetchRequest: Sendable {
    package var method: Method
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: Headers
    package var body: Bytes
    /// From the first byte sent to the last received.
    package var timeoutMilliseconds: Int
    package var maximumResponseSize: Int
    /// Whether an address that is loopback, private, link-local or otherwise not public may be called. False for
    /// every URL that a tenant supplies, unless configuration says otherwise.
    package var mayReachPrivateAddresses: Bool
    /// Shown to a server that asks for one (RFC 8446 §4.3.2).
    package var clientCertificate: ClientCertificate?

    package init(
        method: Method = .get, url: String, headers: Headers = Headers(), body: Bytes = [],
        timeoutMilliseconds: Int = 10_000, maximumResponseSize: Int = 1 << 20, mayReachPrivateAddresses: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.maximumResponseSize = maximumResponseSize
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
    }
}

/// A certificate to sign in with at another server, and its key.
package struct ClientCertificate: Sendable {
    /// PEM: the certificate's own first, then those that lead to its issuer.
    package let chain: String
    /// PEM, not encrypted.
    package let key: Secret<String>

    package init(chain: String, key: Secret<String>) {
        self.chain = chain
        self.key = key
    }
}

package struct FetchResponse: Sendable {
    package var status: Int
    package var headers: Headers
    package var body: Bytes

    package init(status: Int, headers: Headers = Headers(), body: Bytes = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

package enum FetchError: Error, Equatable, Sendable {
    /// Not an absolute http(s) URL.
    case invalidURL
    /// The name has no address.
    case nameNotFound
    /// The address is not one that this request may reach.
    case addressRefused
    case connectionFailed
    case tlsFailed
    case timedOut
    case responseTooLarge
    /// Too many requests of ours are under way.
    case overloaded
    /// Our own task was cancelled.
    case cancelled
    /// The peer spoke something that is not HTTP, or broke off.
    case invalidResponse
    /// In development and in tests: nothing stands in for the host. Says which, and what to write.
    case notStubbed(String)
}
