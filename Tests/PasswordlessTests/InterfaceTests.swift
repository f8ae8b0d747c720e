import Base
import Cryptography
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// Codes that applications ask for, sessions, init-auth, webhooks and configuration.
@Suite struct InterfaceTests {
    // MARK: - Codes

    @Test func `a code is sent before there is an account, and claimed for one`() async throws {
        let world = try await APIWorld()
        let sent = try await world.call(
            .post, "/v1/challenge",
            ["verificationMethod": "EMAIL_OTP", "action": "signUp", "email": "ada@example.com"])
        let id = try #require(sent["challengeId"]?.string)
        #expect(sent["idempotencyKey"]?.string?.isEmpty == false)
        #expect(sent["expiresAt"]?.integer == world.clock.now.seconds + 600)
        #expect(world.mail.addresses == ["ada@example.com"])
        let looked = try await world.call(.get, "/v1/challenges?challengeId=\(id)")
        #expect(looked["email"] == "ada@example.com" && looked["verificationMethod"] == "EMAIL_OTP")
        let early = try await world.call(.post, "/v1/claim", ["challengeId": .string(id), "userId": "ada"])
        #expect(early.status == 400)
        let wrong = try await world.call(
            .post, "/v1/verify", ["challengeId": .string(id), "verificationCode": "0000"])
        #expect(wrong["isVerified"] == false && wrong["failureReason"] == "CODE_INVALID_OR_EXPIRED")
        let right = try await world.call(
            .post, "/v1/verify", ["challengeId": .string(id), "verificationCode": "1234"])
        #expect(right["isVerified"] == true && right["email"] == "ada@example.com")
        let claimed = try await world.call(.post, "/v1/claim", ["challengeId": .string(id), "userId": "ada"])
        #expect(claimed["verificationMethod"] == "EMAIL_OTP")
        let token = try #require(claimed["token"])
        let valid = try await world.call(.post, "/v1/validate", ["token": token, "action": "signUp"])
        #expect(valid["isValid"] == true && valid["userId"] == "ada")
        let user = try await world.call(.get, "/v1/users/ada")
        #expect(user["isEnrolled"] == true && user["emailVerified"] == true)
        // Once, and for nobody else.
        #expect(try await world.call(.post, "/v1/claim", ["challengeId": .string(id), "userId": "eve"]).status == 404)
    }

    @Test func `five wrong codes are the end of a challenge`() async throws {
        let world = try await APIWorld()
        let sent = try await world.call(
            .post, "/v1/challenge", ["verificationMethod": "SMS", "action": "signIn", "phoneNumber": "+6427"])
        let id = try #require(sent["challengeId"])
        for _ in 0..<5 {
            _ = try await world.call(.post, "/v1/verify", ["challengeId": id, "verificationCode": "9"])
        }
        let last = try await world.call(.post, "/v1/verify", ["challengeId": id, "verificationCode": "1234"])
        #expect(last["failureReason"] == "MAX_ATTEMPTS_EXCEEDED")
    }

    @Test func `the id of an application's challenge is nobody's token`() async throws {
        let world = try await APIWorld()
        try await world.enrolMail("ada", "ada@example.com")
        let sent = try await world.call(
            .post, "/v1/challenge", ["verificationMethod": "EMAIL_OTP", "action": "signIn", "userId": "ada"])
        let id = try #require(sent["challengeId"]?.string)
        let right = try await world.call(
            .post, "/v1/verify", ["challengeId": .string(id), "verificationCode": "1234"])
        #expect(right["isVerified"] == true && right["userId"] == "ada")
        #expect(try await world.call(.post, "/v1/validate", ["token": .string(id)])["isValid"] == false)
        #expect(try await world.call(.get, "/v1/client/user-authenticators", as: .token(id)).status == 401)
        let latest = try await world.call(.get, "/v1/challenges?userId=ada&action=signIn")
        #expect(latest["challengeId"]?.string == id)
        #expect(try await world.call(.get, "/v1/challenges?userId=ada&action=pay").status == 404)
        let key = try #require(sent["idempotencyKey"]?.string)
        let action = try await world.call(.get, "/v1/users/ada/actions/signIn/\(key)")
        #expect(action["state"] == "CHALLENGE_SUCCEEDED" && action["verificationMethod"] == "EMAIL_OTP")
        // And a person's token is no challenge of the application's.
        let token = try await world.track("ada")
        #expect(
            try await world.call(
                .post, "/v1/verify", ["challengeId": .string(token), "verificationCode": "1234"]
            ).status == 404)
    }

    @Test func `a new address is enrolled by its code`() async throws {
        let world = try await APIWorld()
        let sent = try await world.call(
            .post, "/v1/challenge",
            ["verificationMethod": "SMS", "action": "signIn", "userId": "ada", "phoneNumber": "+6427"])
        _ = try await world.call(
            .post, "/v1/verify",
            ["challengeId": try #require(sent["challengeId"]), "verificationCode": "1234"])
        let list = try await world.call(.get, "/v1/users/ada/authenticators")
        #expect(list.json.array?.compactMap { $0["phoneNumber"]?.string } == ["+6427"])
    }

    @Test(
        arguments: [
            ["verificationMethod": "EMAIL_OTP", "action": "signIn"],
            ["verificationMethod": "PASSKEY", "action": "signIn", "userId": "ada"],
            ["verificationMethod": "EMAIL_OTP", "email": "ada@example.com"],
            ["verificationMethod": "EMAIL_OTP", "action": "signIn", "email": "ada"],
        ] as [JSON])
    func `a challenge needs to know what, for what and for whom`(body: JSON) async throws {
        #expect(try await APIWorld().call(.post, "/v1/challenge", body).status == 400)
    }

    // MARK: - Sessions

    @Test func `a session is made, renewed and ended`() async throws {
        let world = try await APIWorld()
        try await world.enrolMail("ada", "ada@example.com")
        let unproven = try await world.track("ada")
        let client: JSON = "demo-tenant"
        #expect(
            try await world.call(.post, "/v1/sessions", ["clientId": client, "token": .string(unproven)]).status == 400)
        let token = try await world.prove(unproven)
        let made = try await world.call(.post, "/v1/sessions", ["clientId": client, "token": .string(token)])
        let (access, refresh) = (try #require(made["accessToken"]), try #require(made["refreshToken"]))
        #expect(
            try await world.call(.post, "/v1/sessions", ["clientId": client, "token": .string(token)]).status == 400)
        let valid = try await world.call(.post, "/v1/sessions/validate", ["accessToken": access])
        #expect(valid["user"]?["userId"] == "ada" && valid["verificationMethod"] == "EMAIL_OTP")
        let others: JSON = ["accessToken": access, "clientIds": ["x"]]
        #expect(try await world.call(.post, "/v1/sessions/validate", others).status == 401)
        world.clock.advance(seconds: 601)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": access]).status == 401)
        let next = try await world.call(.post, "/v1/sessions/refresh", ["refreshToken": refresh])
        let nextAccess = try #require(next["accessToken"])
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": nextAccess]).status == 200)
        // Used twice: neither of the two who have it goes on.
        #expect(try await world.call(.post, "/v1/sessions/refresh", ["refreshToken": refresh]).status == 401)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": nextAccess]).status == 401)
        let last = try #require(next["refreshToken"])
        #expect(try await world.call(.post, "/v1/sessions/refresh", ["refreshToken": last]).status == 401)
    }

    @Test func `all sessions of a person end at once`() async throws {
        let world = try await APIWorld()
        try await world.enrolMail("ada", "ada@example.com")
        var tokens: [JSON] = []
        for _ in 0..<2 {
            let token = try await world.prove(try await world.track("ada"))
            let made = try await world.call(
                .post, "/v1/sessions", ["clientId": "demo-tenant", "token": .string(token)])
            tokens.append(try #require(made["accessToken"]))
        }
        #expect(try await world.call(.post, "/v1/sessions/revoke", ["accessToken": tokens[0]]).status == 200)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": tokens[0]]).status == 401)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": tokens[1]]).status == 200)
        world.clock.advance(seconds: 1)
        #expect(try await world.call(.post, "/v1/sessions/user/revoke", ["userId": "ada"]).status == 200)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": tokens[1]]).status == 401)
        #expect(try await world.call(.post, "/v1/sessions/validate", ["accessToken": "a.9.b"]).status == 401)
        #expect(try await world.call(.post, "/v1/sessions", ["clientId": "nobody", "token": "x"]).status == 400)
    }

    // MARK: - Devices

    @Test func `a device is named and given up`() async throws {
        let world = try await APIWorld(["actions": [["code": "signIn", "defaultResult": "ALLOW"]]])
        _ = try await world.track("ada", "signIn", ["deviceId": "phone", "userAgent": "Firefox"])
        let named = try await world.call(.patch, "/v1/users/ada/devices/phone", ["name": "Ada's phone"])
        #expect(named["name"] == "Ada's phone" && named["userAgent"] == "Firefox")
        let gone = try await world.call(.post, "/v1/users/ada/devices/phone/invalidate", [:])
        #expect(gone["isInvalidated"] == true)
        #expect(try await world.call(.post, "/v1/users/eve/devices/phone/invalidate", [:]).status == 404)
    }

    // MARK: - init-auth

    @Test func `init-auth makes a token for one person, and takes the mail address over`() async throws {
        let world = try await APIWorld()
        let body: JSON = [
            "userId": "9f0c…-ada", "action": "signIn", "email": "ada@example.com", "emailVerified": true,
            "redirectToSettings": false, "forceEnrollment": true, "scope": "openid", "appId": "app",
        ]
        let answer = try await world.call(.post, "/init-auth", body, as: .key(world.key, world.key))
        let token = try #require(answer["token"]?.string)
        let open = try #require(try await world.parts.challenges.challenge(token, of: world.realm))
        #expect(open.challenge.user?.text == "9f0c…-ada" && open.challenge.action == "signIn")
        #expect(open.challenge.idempotencyKey == nil && open.challenge.scope.isEmpty)
        #expect(open.challenge.notes["initiated"] == true && open.challenge.notes["forceEnrollment"] == true)
        #expect(open.challenge.notes["redirectToSettings"] == nil && open.challenge.notes["custom"]?["appId"] == "app")
        #expect(open.challenge.expiresAt == world.clock.now.adding(seconds: 600))
        let list = try await world.call(.get, "/v1/users/9f0c%E2%80%A6-ada/authenticators")
        #expect(list.json.array?.compactMap { $0["email"]?.string } == ["ada@example.com"])
        _ = try await world.call(
            .post, "/init-auth",
            ["userId": "9f0c…-ada", "action": "signIn", "email": "new@example.com", "emailVerified": true])
        let synced = try await world.call(.get, "/v1/users/9f0c%E2%80%A6-ada/authenticators")
        #expect(synced.json.array?.compactMap { $0["email"]?.string } == ["new@example.com"])
    }

    @Test(
        arguments: [["action": "signIn"], ["userId": "", "action": "signIn"], ["userId": "a", "action": "a b"]]
            as [JSON])
    func `init-auth needs a person and an action`(body: JSON) async throws {
        #expect(try await APIWorld().call(.post, "/init-auth", body).status == 400)
        #expect(try await APIWorld().call(.post, "/init-auth", body, as: .nobody).status == 401)
    }

    // MARK: - Client interface

    @Test func `a passkey says who it is`() async throws {
        let world = try await APIWorld()
        _ = try await world.call(.patch, "/v1/users/ada", ["username": "ada", "displayName": "Ada"])
        let begun = try await world.call(.post, "/v1/client/challenge", ["action": "signIn"], as: .tenant)
        let id = try #require(begun["challengeId"])
        let options = try await world.call(
            .post, "/v1/client/user-authenticators/passkey/authentication-options", ["challengeId": id], as: .tenant)
        #expect(options["options"]?["challenge"] == "c" && options["challengeId"] == id)
        let answer = try await world.call(
            .post, "/v1/client/verify/passkey",
            ["challengeId": id, "authenticationCredential": ["id": "ada"], "deviceId": "browser"], as: .tenant)
        #expect(answer["isVerified"] == true && answer["userId"] == "ada" && answer["username"] == "ada")
        let token = try #require(answer["accessToken"])
        let valid = try await world.call(.post, "/v1/validate", ["token": token, "action": "signIn"])
        #expect(valid["isValid"] == true && valid["verificationMethod"] == "PASSKEY")
        let devices = try await world.call(.get, "/v1/users/ada/devices")
        #expect(devices.json.array?.compactMap { $0["deviceId"]?.string } == ["browser"])
    }

    @Test func `a passkey's answer without a challenge before is for an action of its own`() async throws {
        let world = try await APIWorld()
        _ = try await world.call(.patch, "/v1/users/ada", ["username": "ada"])
        let path = "/v1/client/user-authenticators/passkey/authentication-options"
        for (credential, status) in [("unknown", 400), ("forged", 200), ("nobody", 403), ("ada", 200)] {
            let id = try #require(try await world.call(.post, path, [:], as: .tenant)["challengeId"])
            let answer = try await world.call(
                .post, "/v1/client/verify/passkey",
                ["challengeId": id, "authenticationCredential": ["id": .string(credential)]], as: .tenant)
            #expect(answer.status == status)
            switch credential {
            case "unknown": #expect(answer["errorCode"] == "unknown_credential")
            case "forged": #expect(answer["isVerified"] == false && answer["accessToken"] == nil)
            case "ada":
                let token = try #require(answer["accessToken"])
                let valid = try await world.call(
                    .post, "/v1/validate", ["token": token, "action": "passkey-verify"])
                #expect(valid["isValid"] == true)
            case _: break
            }
        }
    }

    @Test func `rules decide over passkeys too`() async throws {
        let world = try await APIWorld(["actions": [["code": "signIn", "defaultResult": "BLOCK"]]])
        _ = try await world.call(.patch, "/v1/users/ada", ["username": "ada"])
        let id = try #require(
            try await world.call(.post, "/v1/client/challenge", ["action": "signIn"], as: .tenant)["challengeId"])
        _ = try await world.call(
            .post, "/v1/client/user-authenticators/passkey/authentication-options", ["challengeId": id], as: .tenant)
        let answer = try await world.call(
            .post, "/v1/client/verify/passkey",
            ["challengeId": id, "authenticationCredential": ["id": "ada"]], as: .tenant)
        #expect(answer.status == 403 && answer["errorCode"] == "action_blocked" && answer["accessToken"] == nil)
    }

    @Test func `an address is enrolled over the client interface, and listed`() async throws {
        let world = try await APIWorld()
        let token = try await world.track("ada")
        let begun = try await world.call(
            .post, "/v1/client/user-authenticators/email-otp", ["email": "ada@example.com"], as: .token(token))
        let id = try #require(begun["userAuthenticatorId"]?.string)
        #expect(begun["userId"] == "ada")
        let wrong = try await world.call(
            .post, "/v1/client/verify/email-otp", ["verificationCode": "9"], as: .token(token))
        #expect(wrong["isVerified"] == false && wrong["failureReason"] == "CODE_INVALID_OR_EXPIRED")
        let right = try await world.call(
            .post, "/v1/client/verify/email-otp", ["verificationCode": "1234"], as: .token(token))
        #expect(right["userAuthenticator"]?["userAuthenticatorId"]?.string == id)
        let next = try #require(right["accessToken"]?.string)
        #expect(try await world.call(.post, "/v1/validate", ["token": .string(next)])["isValid"] == true)
        let list = try await world.call(.get, "/v1/client/user-authenticators", as: .token(next))
        #expect(list.json.array?.first?["email"] == "ada@example.com")
        // Who has proven nothing sees no address.
        let other = try await world.track("ada")
        let masked = try await world.call(.get, "/v1/client/user-authenticators", as: .token(other))
        #expect(masked.json.array?.first?["email"] == "a•••@example.com")
        // And adds nothing, unless the application vouches for them.
        let path = "/v1/client/user-authenticators/sms"
        let refused = try await world.call(.post, path, ["phoneNumber": "+6427"], as: .token(other))
        #expect(refused.status == 403 && refused["errorCode"] == "insufficient_scope")
        let scoped = try await world.track("ada", "signIn", ["scope": "add:authenticators"])
        #expect(try await world.call(.post, path, ["phoneNumber": "+6427"], as: .token(scoped)).status == 200)
    }

    @Test func `the client interface wants a token or the tenant id`() async throws {
        let world = try await APIWorld()
        for caller in [APIWorld.As.nobody, .key("other", ""), .token("none"), .server] {
            let answer = try await world.call(.post, "/v1/client/challenge/email-otp", [:], as: caller)
            #expect(answer.status == 401)
        }
        let answer = try await world.call(.post, "/v1/client/challenge/email-otp", [:], as: .tenant)
        #expect(answer.status == 401 && answer["errorCode"] == "token_not_set")
    }

    @Test func `pages of registered origins alone may call`() async throws {
        let world = try await APIWorld(["origins": ["https://shop.example"]])
        for (origin, base, isAllowed) in [
            ("https://shop.example", "https://login.example/demo", true),
            ("https://login.example", "https://login.example/demo", true),
            ("https://demo.example", "https://demo.example", true),
            ("https://shop.example", "https://demo.example", true),
            ("https://evil.example", "https://login.example/demo", false),
        ] {
            let answer = try await world.call(
                .options, "/v1/client/verify/passkey", as: .page(origin), at: base)
            #expect(answer.headers["Access-Control-Allow-Origin"] == (isAllowed ? origin : nil))
        }
        let server = try await world.call(.options, "/v1/validate", as: .page("https://shop.example"))
        #expect(server.headers["Access-Control-Allow-Origin"] == nil)
        await #expect(throws: (any Error).self) { try await APIWorld(["origins": ["https://shop.example/"]]) }
    }
}
