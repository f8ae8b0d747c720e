import Base
import Directory
import HTTP
import JourneyRuntime
import Messaging

/// A whole server in memory for one test: what `Server` puts together, and tests look at.
package protocol TestSite: Sendable {
    /// `https://login.example`, no slash at the end.
    var origin: String { get }
    var tenant: Tenant { get }
    /// The `client_id` of the application that asks.
    var client: String { get }
    var redirectURI: String { get }
    /// Sends to the server, not to the world outside.
    func send(_ request: FetchRequest, from address: String) async throws -> FetchResponse

    var now: Timestamp { get }
    func advance(milliseconds: Int64)

    /// What was sent to people, oldest first.
    var messages: [Message] { get }
    /// What the server asked of the world outside, oldest first.
    var calls: [StubFetch.Call] { get }
    /// The pages of policies that were shown, oldest first.
    var shownPages: [ShownPage] { get }
    /// What the server has logged, a line each.
    var log: [String] { get }
    /// By the stub identity provider's key, or the secret that the test names.
    func sign(_ wanted: WantedToken) throws -> String
    func users() async throws -> [User]
    func isPassword(_ password: String, of user: User) async throws -> Bool

    func close() async
}

/// Makes servers for tests.
package protocol TestSites: Sendable {
    /// Throws what is wrong with the policies or with what the test wants, for the author.
    func site(for test: JourneyTest) async throws -> any TestSite
}
