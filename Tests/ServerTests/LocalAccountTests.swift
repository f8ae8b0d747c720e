import Base
import Directory
import HTTP
import TestSupport
import Testing

/// The starter pack LocalAccounts, unchanged.
@Suite(.enabled(if: StarterPack.isPresent))
struct LocalAccountTests {
    static let policy = "B2C_1A_signup_signin"

    @Test(arguments: Browser.Way.allCases, TestServer.Transport.allCases)
    func `a person signs up with a proven address, and signs in again`(
        way: Browser.Way, transport: TestServer.Transport
    ) async throws {
        let server = try await TestServer.pack("LocalAccounts", over: transport)
        let browser = server.browser(way)

        var page = try await browser.signUp(server)
        let claims = try await server.claims(Self.policy, for: page)

        #expect(claims["name"] == "Ada Lovelace")
        #expect(claims["given_name"] == "Ada")
        #expect(claims["nonce"] == "n-1")
        #expect(claims["tid"]?.string == server.tenant.id.text)
        #expect(claims["newPassword"] == nil)

        let other = server.browser(way)
        page = try await other.signIn(server)
        let again = try await server.claims(Self.policy, for: page)
        #expect(again["sub"] == claims["sub"])
        await server.stop()
    }
}
