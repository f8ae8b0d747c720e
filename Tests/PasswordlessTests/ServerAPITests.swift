import Base
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

@Suite struct ServerAPITests {
    // MARK: - Keys

    @Test func `only a key lets in, and says no more`() async throws {
        let world = try await APIWorld()
        for caller in [
            APIWorld.As.nobody, .tenant, .key("cardea_wrong", ""), .key(world.key, "other"), .key("", world.key),
        ] {
            let answer = try await world.call(.get, "/v1/users/ada", as: caller)
            #expect(answer.status == 401)
            #expect(answer["errorCode"] == "unauthorized" && answer["error"] == "unauthorized")
            #expect(
                answer["errorDescription"]
                    == "The request is unauthorized. Check that your API key and region base URL are correctly configured."
            )
        }
        #expect(try await world.call(.get, "/v1/users/ada").status == 200)
        #expect(try await world.call(.get, "/v1/users/ada", as: .key(world.key, world.key)).status == 200)
    }

    @Test func `who tries key after key waits, and a right key does not`() async throws {
        let world = try await APIWorld()
        var statuses: [Int] = []
        for index in 0..<60 {
            statuses.append(try await world.call(.get, "/v1/users/ada", as: .key("k\(index)", "")).status)
        }
        #expect(statuses.first == 401 && statuses.last == 429)
        #expect(try await world.call(.get, "/v1/users/ada").status == 200)
        #expect(
            try await world.call(.get, "/v1/users/ada", as: .key("k", ""), from: "203.0.113.9").status == 401)
    }

    @Test func `the interface stands at the realm's own host too`() async throws {
        let world = try await APIWorld()
        #expect(try await world.call(.get, "/v1/users/ada", at: "https://demo.example").status == 200)
        let other = try await world.call(.get, "/v1/users/ada", at: "https://other.example")
        #expect(other.status == 404 && other["errorCode"] == "not_found")
        #expect(try await world.call(.get, "/v1/users/ada", at: "https://login.example/none").status == 404)
    }

    // MARK: - Users

    @Test func `a person is made, changed, found and deleted`() async throws {
        let world = try await APIWorld()
        let made = try await world.call(
            .patch, "/v1/users/ada",
            [
                "email": "Ada@example.com", "emailVerified": true, "phoneNumber": "+6427123456",
                "username": "ada", "displayName": "Ada L.", "custom": ["tier": "gold"], "locale": "de",
            ])
        #expect(made["email"] == "Ada@example.com" && made["emailVerified"] == true)
        #expect(made["phoneNumberVerified"] == false && made["custom"]?["tier"] == "gold")
        let read = try await world.call(.get, "/v1/users/ada")
        #expect(read["isEnrolled"] == false && read["displayName"] == "Ada L.")
        #expect(read["allowedVerificationMethods"] == ["PASSKEY", "EMAIL_OTP", "SMS"])
        for query in ["email=ada%40EXAMPLE.com", "phoneNumber=%2B6427123456", "username=ADA"] {
            let found = try await world.call(.get, "/v1/users?\(query)")
            #expect(found["users"]?.array?.count == 1)
            #expect(found["users"]?.array?.first?["userId"] == "ada")
        }
        #expect(try await world.call(.get, "/v1/users?email=eve%40example.com")["users"] == [])
        let cleared = try await world.call(.patch, "/v1/users/ada", ["displayName": .null, "email": "new@example.com"])
        #expect(cleared["displayName"] == nil && cleared["emailVerified"] == false)
        #expect(try await world.call(.delete, "/v1/users/ada").status == 200)
        let gone = try await world.call(.get, "/v1/users/ada")
        #expect(gone.status == 200 && gone["isEnrolled"] == false && gone["email"] == nil)
    }

    @Test func `a verified address is one to sign in by, an unverified one is not`() async throws {
        let world = try await APIWorld()
        try await world.call(.patch, "/v1/users/ada", ["email": "ada@example.com"])
        let users = world.store.users
        let tenant = world.realm.tenant
        #expect(try await users.user(signInType: nil, issuer: nil, id: "ada@example.com", of: tenant) == nil)
        #expect(try await users.user(User.ID("ada"), of: tenant)?.mailAddress == nil)
        try await world.call(.patch, "/v1/users/ada", ["emailVerified": true])
        #expect(
            try await users.user(signInType: nil, issuer: nil, id: "ADA@example.com", of: tenant)?.id.text == "ada")
        // Two people with one address: the first signs in by it.
        let other = try await world.call(
            .patch, "/v1/users/eve", ["email": "ada@example.com", "emailVerified": true])
        #expect(other["emailVerified"] == true)
        #expect(
            try await users.user(signInType: nil, issuer: nil, id: "ada@example.com", of: tenant)?.id.text == "ada")
    }

    @Test func `people are listed page by page`() async throws {
        let world = try await APIWorld()
        for index in 0..<5 { try await world.call(.patch, "/v1/users/u\(index)", ["locale": "en"]) }
        let first = try await world.call(.get, "/v1/users?limit=2")
        #expect(first["users"]?.array?.compactMap { $0["userId"]?.string } == ["u0", "u1"])
        #expect(first["lastEvaluatedUserId"] == "u1")
        let last = try await world.call(.get, "/v1/users?limit=3&lastEvaluatedUserId=u1")
        #expect(last["users"]?.array?.count == 3 && last["lastEvaluatedUserId"] == nil)
        #expect(try await world.call(.get, "/v1/users?limit=0").status == 400)
    }

    @Test(
        arguments: [
            ["email": "no address"], ["email": 7], ["custom": ["a": ["b": "c"]]], ["username": ""],
            ["displayName": "two\nlines"],
        ] as [JSON])
    func `what is no attribute is refused`(body: JSON) async throws {
        let answer = try await APIWorld().call(.patch, "/v1/users/ada", body)
        #expect(answer.status == 400 && answer["errorCode"] == "invalid_request")
    }

    // MARK: - Authenticators

    @Test func `a verified address is an authenticator`() async throws {
        let world = try await APIWorld()
        let made = try await world.call(
            .post, "/v1/users/ada/authenticators",
            ["verificationMethod": "EMAIL_OTP", "email": "ada@example.com", "isDefault": true])
        let id = try #require(made["authenticator"]?["userAuthenticatorId"]?.string)
        #expect(made["authenticator"]?["email"] == "ada@example.com")
        #expect(made["authenticator"]?["userId"] == "ada" && made["authenticator"]?["isDefault"] == true)
        let again = try await world.call(
            .post, "/v1/users/ada/authenticators", ["verificationMethod": "EMAIL_OTP", "email": "ADA@example.com"])
        #expect(again["authenticator"]?["userAuthenticatorId"]?.string == id)
        let list = try await world.call(.get, "/v1/users/ada/authenticators")
        #expect(list.json.array?.count == 1 && list.json.array?.first?["verificationMethod"] == "EMAIL_OTP")
        #expect(try await world.call(.get, "/v1/users/ada")["isEnrolled"] == true)
        #expect(try await world.call(.delete, "/v1/users/eve/authenticators/\(id)").status == 404)
        #expect(try await world.call(.delete, "/v1/users/ada/authenticators/\(id)").status == 200)
        #expect(try await world.call(.get, "/v1/users/ada/authenticators").json == [])
    }

    @Test func `passkeys are imported one by one`() async throws {
        let world = try await APIWorld()
        let key =
            "pQECAyYgASFYIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIlggAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        let answer = try await world.call(
            .post, "/v1/users/authenticators",
            [
                "authenticators": [
                    [
                        "userId": "ada", "credentialId": "AAECAwQFBgcICQoLDA0ODw", "publicKey": .string(key),
                        "userHandle": "YWRh", "credentialBackedUp": true,
                    ],
                    ["userId": "ada", "credentialId": "AAEC", "publicKey": "AAEC", "userHandle": "YWRh"],
                ]
            ])
        let items = try #require(answer["authenticators"]?.array)
        #expect(items.map { $0["success"]?.bool } == [false, false])
        #expect(items[0]["error"]?.string?.contains("publicKey") == true)
        #expect(items[1]["error"]?.string?.contains("credentialId") == true)
    }

    @Test func `the realm says what it offers`() async throws {
        let answer = try await APIWorld(["methods": ["PASSKEY", "SMS", "PUSH"]]).call(.get, "/v1/authenticators")
        #expect(answer.json.array?.compactMap { $0["verificationMethod"]?.string } == ["PASSKEY", "SMS"])
    }

    // MARK: - Actions

    private static let rules: JSON = [
        "actions": [
            [
                "code": "pay", "defaultResult": "ALLOW",
                "rules": [
                    [
                        "ruleId": "large", "name": "Large", "type": "REVIEW", "priority": 1,
                        "conditions": [">": [["var": "custom.amount"], 100]],
                    ],
                    [
                        "ruleId": "list", "name": "Blocked country", "type": "BLOCK",
                        "conditions": ["in": [["var": "user.email"], ["var": "lists.blocked"]]],
                    ],
                ],
            ]
        ],
        "valueLists": ["blocked": ["eve@example.com"]],
    ]

    @Test func `an action is tracked and decided by the rules`() async throws {
        let world = try await APIWorld(Self.rules)
        let sign = try await world.call(.post, "/v1/users/ada/actions/signIn", ["email": "ada@example.com"])
        #expect(sign["state"] == "CHALLENGE_REQUIRED" && sign["isEnrolled"] == false && sign["ruleIds"] == [])
        #expect(sign["url"]?.string?.hasPrefix("https://login.example/demo/") == true)
        #expect(sign["allowedVerificationMethods"] == ["PASSKEY", "EMAIL_OTP", "SMS"])
        #expect(try await world.call(.get, "/v1/users/ada")["email"] == "ada@example.com")
        let small = try await world.call(.post, "/v1/users/ada/actions/pay", ["custom": ["amount": 10]])
        #expect(small["state"] == "ALLOW")
        let large = try await world.call(.post, "/v1/users/ada/actions/pay", ["custom": ["amount": 1000]])
        #expect(large["state"] == "REVIEW_REQUIRED" && large["ruleIds"] == ["large"])
        let eve = try await world.call(
            .post, "/v1/users/eve/actions/pay", ["email": "eve@example.com", "custom": ["amount": 1000]])
        #expect(eve["state"] == "BLOCK" && eve["ruleIds"] == ["list", "large"])
        let key = try #require(eve["idempotencyKey"]?.string)
        let read = try await world.call(.get, "/v1/users/eve/actions/pay/\(key)")
        #expect(read["rules"]?.array?.compactMap { $0["name"]?.string } == ["Blocked country", "Large"])
        #expect(read["output"]?["custom"]?["amount"] == 1000)
    }

    @Test func `tracking twice by one key is tracking once`() async throws {
        let world = try await APIWorld(Self.rules)
        let body: JSON = ["idempotencyKey": "k-1", "custom": ["amount": 1000]]
        let first = try await world.call(.post, "/v1/users/ada/actions/pay", body)
        let second = try await world.call(
            .post, "/v1/users/ada/actions/pay", ["idempotencyKey": "k-1", "custom": ["amount": 1]])
        #expect(first["state"] == "REVIEW_REQUIRED" && second["state"] == "REVIEW_REQUIRED")
        #expect(second["idempotencyKey"] == "k-1" && second["token"] != first["token"])
        #expect(try await world.call(.get, "/v1/users/ada/actions").json.array?.count == 1)
    }

    @Test func `what waits for review is listed, and a reviewer decides`() async throws {
        let world = try await APIWorld(Self.rules)
        let token = try await world.track("ada", "pay", ["idempotencyKey": "k-1", "custom": ["amount": 1000]])
        _ = try await world.track("ada", "signIn")
        let queue = try await world.call(.get, "/v1/actions?state=REVIEW_REQUIRED")
        #expect(queue.json.array?.compactMap { $0["idempotencyKey"]?.string } == ["k-1"])
        #expect(try await world.call(.post, "/v1/validate", ["token": .string(token)])["isValid"] == false)
        let done = try await world.call(.patch, "/v1/users/ada/actions/pay/k-1", ["state": "REVIEW_SUCCEEDED"])
        #expect(done["state"] == "REVIEW_SUCCEEDED")
        #expect(try await world.call(.post, "/v1/validate", ["token": .string(token)])["isValid"] == true)
        #expect(try await world.call(.get, "/v1/actions?state=REVIEW_REQUIRED").json == [])
        let list = try await world.call(.get, "/v1/users/ada/actions?codes=pay,other&state=REVIEW_SUCCEEDED")
        #expect(list.json.array?.count == 1)
        #expect(try await world.call(.get, "/v1/users/ada/actions?fromDate=2030-01-01").json == [])
        #expect(try await world.call(.get, "/v1/users/ada/actions?state=NONE").status == 400)
        #expect(try await world.call(.patch, "/v1/users/ada/actions/pay/none", ["state": "ALLOW"]).status == 404)
        #expect(try await world.call(.patch, "/v1/users/ada/actions/pay/k-1", ["state": "DONE"]).status == 400)
    }

    @Test(
        arguments: [
            ["redirectUrl": "javascript:alert(1)"], ["redirectUrl": "http://shop.example/"], ["scope": "all"],
            ["ipAddress": "here"], ["idempotencyKey": 7],
        ] as [JSON])
    func `what cannot be tracked is refused`(body: JSON) async throws {
        let world = try await APIWorld()
        #expect(try await world.call(.post, "/v1/users/ada/actions/signIn", body).status == 400)
        #expect(try await world.call(.post, "/v1/users/ada/actions/sign%20in", [:]).status == 400)
    }

    // MARK: - Validate

    @Test func `a token says what was proven, under its new name alone`() async throws {
        let world = try await APIWorld()
        try await world.enrolMail("ada", "ada@example.com")
        let token = try await world.track("ada", "signIn", ["deviceId": "phone", "ipAddress": "198.51.100.7"])
        let before = try await world.call(.post, "/v1/validate", ["token": .string(token)])
        #expect(before["isValid"] == false && before["state"] == "CHALLENGE_REQUIRED" && before["action"] == "signIn")
        let proven = try await world.prove(token)
        let after = try await world.call(.post, "/v1/validate", ["token": .string(proven), "action": "signIn"])
        #expect(after["isValid"] == true && after["state"] == "CHALLENGE_SUCCEEDED" && after["userId"] == "ada")
        #expect(after["verificationMethod"] == "EMAIL_OTP" && after["actionCode"] == "signIn")
        let old = try await world.call(.post, "/v1/validate", ["token": .string(token)])
        #expect(old["isValid"] == false && old["error"] != nil)
        for other in [["action": "pay"], ["userId": "eve"]] as [JSON.Object] {
            var body = other
            body["token"] = .string(proven)
            #expect(try await world.call(.post, "/v1/validate", .object(body))["isValid"] == false)
        }
        let users = try await world.call(.get, "/v1/users?token=\(proven)")
        #expect(users["users"]?.array?.first?["userId"] == "ada")
        let devices = try await world.call(.get, "/v1/users/ada/devices")
        #expect(devices.json.array?.compactMap { $0["deviceId"]?.string } == ["phone"])
    }

    @Test func `another token of the same action is not proven by this one`() async throws {
        let world = try await APIWorld()
        try await world.enrolMail("ada", "ada@example.com")
        let mine = try await world.track("ada", "signIn", ["idempotencyKey": "k"])
        let other = try await world.track("ada", "signIn", ["idempotencyKey": "k"])
        _ = try await world.prove(mine)
        let answer = try await world.call(.post, "/v1/validate", ["token": .string(other)])
        #expect(answer["isValid"] == false && answer["state"] == "CHALLENGE_REQUIRED")
    }

    @Test func `a token lives ten minutes`() async throws {
        let world = try await APIWorld()
        let token = try await world.track("ada")
        world.clock.advance(seconds: 601)
        #expect(try await world.call(.post, "/v1/validate", ["token": .string(token)])["error"] != nil)
    }
}
