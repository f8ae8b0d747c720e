import Base
import HTTP
import TestSupport
import Testing

@testable import Passwordless

/// One idea of a mail address, wherever one is given.
struct MailAddressTests {
    static let wrong = [
        "ada", "ada@", "@example.com", "ada@example", "ada@@example.com", "a@b@example.com", "ada @example.com",
        "ada@exa mple.com", ".ada@example.com", "ada.@example.com", "ada@example..com", "ada@.example.com",
        "ada<x>@example.com", "ada@example.com>", "\"ada\"@example.com", "ada@[127.0.0.1]", "ada;b@example.com",
        String(repeating: "a", count: 65) + "@example.com", "ada@" + String(repeating: "a", count: 64) + ".com",
    ]

    @Test(arguments: wrong)
    func `what is none is refused by every interface`(address: String) async throws {
        let world = try await RealmWorld(["signUp": ["isOpen": true]])
        #expect(MailAddress(address) == nil)
        let text = JSON.string(address)
        let calls: [(HTTP.Method, String, JSON)] = [
            (.patch, "/v1/users/ada", ["email": text]), (.post, "/v1/users/ada/actions/pay", ["email": text]),
            (.post, "/init-auth", ["userId": "ada", "email": text]),
            (.post, "/v1/users/ada/authenticators", ["verificationMethod": "EMAIL_OTP", "email": text]),
            (.post, "/v1/challenge", ["verificationMethod": "EMAIL_OTP", "action": "signUp", "email": text]),
        ]
        for (method, path, body) in calls {
            let answer = try await world.call(method, path, body)
            #expect(answer.status == 400, "\(path): \(answer)")
        }
        let token = try await world.track()
        let answer = try await world.call(
            .post, "/v1/client/user-authenticators/email-otp", ["email": text], token: token)
        #expect(answer.status == 400)
        let browser = RealmBrowser(world)
        try await browser.open(world.authorize())
        try await browser.post(try browser.signIn("/new"), ["address": address])
        #expect(!browser.address.hasSuffix("/new/code"))
        #expect(world.sent.codes.isEmpty)
    }
}
