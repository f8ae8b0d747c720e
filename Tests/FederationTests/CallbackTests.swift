import Base
import Federation
import HTTP
import OpenID
import Testing

struct CallbackTests {
    let signIn = TestSignIn()

    @Test(arguments: [
        (["state": "guess"], FederationError.invalidResponse("state is not that of the request")),
        (["state": nil], .invalidResponse("state is not that of the request")),
        (["iss": "https://other.example"], .invalidResponse("the response is of issuer https://other.example")),
        (["iss": nil], .invalidResponse("the response has no iss")),
        (["code": nil], .invalidResponse("the response has no code")),
        (["code": ""], .invalidResponse("the response has no code")),
        (["error": "access_denied"], .cancelled),
        (["error": "user_cancelled_login"], .cancelled),
        (
            ["error": "server_error", "error_description": "out\r\nof order"],
            .providerRefused(code: "server_error", detail: "out  of order")
        ),
        // An attacker's error must not end a sign-in, nor another provider's.
        (["error": "access_denied", "state": "guess"], .invalidResponse("state is not that of the request")),
        (
            ["error": "access_denied", "iss": "https://other.example"],
            .invalidResponse("the response is of issuer https://other.example")
        ),
    ])
    func `a bent answer is refused for its reason`(change: [String: String?], reason: FederationError) async {
        let error = await failure { () async throws(FederationError) in
            try await signIn.run { callback in
                let kept = callback.items.filter { change[$0.name] == nil }
                callback = Parameters()
                for item in kept { callback.add(item.name, item.value) }
                for (name, value) in change { if let value { callback.add(name, value) } }
            }
        }

        #expect(error == reason)
        #expect(signIn.idp.count("/token") == 0)
    }

    @Test func `a parameter that comes twice is refused`() async {
        let error = await failure { () async throws(FederationError) in
            try await signIn.run { $0.add("code", "second") }
        }

        #expect(error == .invalidResponse("a parameter comes twice"))
    }

    @Test func `an answer is not taken for another provider's sign-in`() async throws {
        let start = try await signIn.begin()
        var other = Provider(id: Provider.ID("other"), kind: .openIDConnect, clientID: "client-1")
        other.metadataURL = signIn.provider.metadataURL

        let error = await failure { () async throws(FederationError) in
            try await signIn.client.complete(other, start.pending, signIn.idp.authorize(start.redirectURL))
        }

        #expect(error == .configuration("the sign-in is at another provider"))
    }
}
