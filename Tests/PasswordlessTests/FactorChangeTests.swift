import Base
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// Who may change factors, whatever the way: by the pages, by the client interface, by the server's (NIST SP 800-63B-4
/// §4.1.2.1, ASVS 6.3.3, 7.5.1).
struct FactorChangeTests {
    /// What the person of a token has proven before they ask for a change.
    enum Proof: String, CaseIterable {
        case nothing, mail, freshPasskey, oldPasskey, recoveryCode, scope

        var isEnough: Bool {
            switch self {
            case .freshPasskey, .recoveryCode, .scope: true
            case .nothing, .mail, .oldPasskey: false
            }
        }
    }

    /// A way to add or to take away.
    enum Change: String, CaseIterable {
        case addMail, addPhone, addApp, addPasskey, addKey, addLink, removeMail, removePasskey
    }

    /// A challenge of ada, who has a passkey and a mail address, with what was proven in it.
    private func token(_ proof: Proof, _ world: RealmWorld) async throws -> String {
        try await world.giveMail()
        try await world.give(.passkey, ["aaguid": "a"])
        let scope: JSON = proof == .scope ? "add:authenticators remove:authenticators" : .null
        let token = try await world.track(["scope": scope])
        var open = try #require(try await world.service.desks.challenges.challenge(token, of: world.realm))
        let now = world.clock.now
        func add(_ method: VerificationMethod, _ id: String, at time: Timestamp, _ quality: Passwordless.Proof.Quality)
        {
            open.challenge.proofs.append(
                .init(method: method, authenticator: Authenticator.ID(id), at: time, qualities: [quality]))
        }
        switch proof {
        case .nothing, .scope: break
        case .mail: add(.emailCode, "ada-EMAIL_OTP", at: now, .mail)
        case .freshPasskey: add(.passkey, "ada-PASSKEY", at: now.adding(seconds: -590), .possession)
        case .oldPasskey:
            add(.passkey, "ada-PASSKEY", at: now.adding(seconds: -600), .possession)
            add(.emailCode, "ada-EMAIL_OTP", at: now, .mail)
        case .recoveryCode: add(.recoveryCode, "ada-RECOVERY_CODE", at: now, .knowledge)
        }
        _ = try await world.service.desks.challenges.save(open)
        return token
    }

    @Test(arguments: Proof.allCases, Change.allCases)
    func `the client interface asks for the strongest, not long ago`(proof: Proof, change: Change) async throws {
        let world = try await RealmWorld()
        let token = try await token(proof, world)
        let own = "/v1/client/user-authenticators"
        let answer =
            switch change {
            case .addMail:
                try await world.call(.post, "\(own)/email-otp", ["email": "eve@example.com"], token: token)
            case .addPhone: try await world.call(.post, "\(own)/sms", ["phoneNumber": "+4915112345678"], token: token)
            case .addApp: try await world.call(.post, "\(own)/totp", [:], token: token)
            case .addPasskey: try await world.call(.post, "\(own)/passkey/registration-options", [:], token: token)
            case .addKey: try await world.call(.post, "\(own)/security-key/registration-options", [:], token: token)
            case .addLink:
                try await world.call(.post, "\(own)/email-magic-link", ["email": "eve@example.com"], token: token)
            case .removeMail: try await world.call(.delete, "\(own)/ada-EMAIL_OTP", token: token)
            case .removePasskey: try await world.call(.delete, "\(own)/ada-PASSKEY", token: token)
            }
        #expect(answer.status == (proof.isEnough ? 200 : 403), "\(answer)")
        if !proof.isEnough {
            #expect(answer.json["errorCode"] == "insufficient_scope")
            #expect(try await world.authenticators() == ["EMAIL_OTP", "PASSKEY"])
            #expect(world.sent.codes.isEmpty && world.sent.links.isEmpty)
        }
    }

    @Test(arguments: Proof.allCases)
    func `what was begun with enough is not finished with too little`(proof: Proof) async throws {
        let world = try await RealmWorld()
        let token = try await token(.freshPasskey, world)
        try await world.call(
            .post, "/v1/client/user-authenticators/email-otp", ["email": "eve@example.com"], token: token)
        let code = try await world.sent.lastCode()
        var open = try #require(try await world.service.desks.challenges.challenge(token, of: world.realm))
        if proof != .freshPasskey { open.challenge.proofs = [] }
        _ = try await world.service.desks.challenges.save(open)
        let answer = try await world.call(
            .post, "/v1/client/verify/email-otp", ["verificationCode": .string(code)], token: token)
        #expect(answer.status == (proof == .freshPasskey ? 200 : 403))
    }

    @Test(arguments: [(nil, 403), ("add:authenticators", 200)] as [(String?, Int)])
    func `a server that only has a code sent adds no address to who has something stronger`(
        scope: String?, status: Int
    ) async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let body: JSON = [
            "verificationMethod": "EMAIL_OTP", "action": "addEmail", "userId": "ada", "email": "eve@example.com",
            "scope": scope.map { .string($0) } ?? .null,
        ]
        let answer = try await world.call(.post, "/v1/challenge", body)
        #expect(answer.status == status, "\(answer)")
        #expect(world.sent.codes.count == (status == 200 ? 1 : 0))
    }

    @Test(arguments: [(nil, 1), ("mail", 1), ("passkey", 1), ("scope", 2)] as [(String?, Int)])
    func `an address that is claimed for an account with something stronger is not enrolled there`(
        has: String?, count: Int
    ) async throws {
        let world = try await RealmWorld()
        if has == "mail" { try await world.giveMail() }
        if has == "passkey" || has == "scope" { try await world.give(.passkey, ["aaguid": "a"]) }
        let sent = try await world.call(
            .post, "/v1/challenge", ["verificationMethod": "EMAIL_OTP", "action": "signUp", "email": "eve@example.com"])
        let id = try #require(sent.json["challengeId"])
        let code = try await world.sent.lastCode()
        try await world.call(.post, "/v1/verify", ["challengeId": id, "verificationCode": .string(code)])
        let claimed = try await world.call(
            .post, "/v1/claim",
            ["challengeId": id, "userId": "ada", "scope": has == "scope" ? "add:authenticators" : .null])
        #expect(claimed.status == 200)
        let all = try await world.store.authenticators.authenticators(of: world.ada, in: world.realm.tenant)
        #expect(all.count == count)
        let mails = all.compactMap { $0.content.exposed["email"]?.string }
        #expect(
            mails == (has == nil || has == "scope" ? ["eve@example.com"] : has == "mail" ? ["ada@example.com"] : []))
        let isTaken = try await world.store.users.user(world.ada, of: world.realm.tenant)?.mailAddress
        #expect(isTaken == (has == nil || has == "scope" ? "eve@example.com" : "ada@example.com"))
    }

    @Test func `the account page asks for the passkey before it lets anything change`() async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let browser = RealmBrowser(world)
        try await browser.signInByMail(at: "\(world.base)/account")
        #expect(browser.address.hasSuffix("/account"), "\(browser.address)")
        let csrf = try #require(browser.text.firstMatch(of: #/name="csrf"[^>]*value="([^"]*)"/#)?.1)
        // It came in the meantime, in another browser.
        try await world.give(.passkey, ["aaguid": "a"])
        for path in ["/add/AUTHENTICATOR_APP", "/factors/ada-PASSKEY/remove", "/factors/ada-EMAIL_OTP/remove"] {
            let copy = browser.copy()
            try await copy.post("\(world.base)/account\(path)", ["csrf": String(csrf)])
            #expect(copy.address.hasSuffix("/methods"), "\(path): \(copy.address)")
            #expect(copy.text.contains("/with/PASSKEY") && !copy.text.contains("/with/EMAIL_OTP"))
            // And nobody goes round it by the addresses of the pages that follow.
            for method in ["AUTHENTICATOR_APP", "PASSKEY", "EMAIL_OTP"] {
                try await copy.post(try copy.signIn("/set-up/\(method)"), ["address": "eve@example.com"])
            }
            #expect(try await world.authenticators() == ["EMAIL_OTP", "PASSKEY"])
        }
    }

    @Test func `a sign-in that goes on from an old session adds nothing`() async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let browser = RealmBrowser(world)
        try await browser.signInByMail()
        world.clock.advance(seconds: 3600)
        // The client wishes for more than the session has: a sign-in begins, with the old proof in it.
        try await world.give(.authenticatorApp, ["secret": "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "step": 0])
        _ = try await world.store.authenticators.delete(
            Authenticator.ID("ada-EMAIL_OTP"), of: world.realm.tenant)
        try await browser.open(world.authorize([("acr_values", "urn:cardea:aal2"), ("claims", Self.essential)]))
        for method in ["PASSKEY", "RECOVERY_CODE", "EMAIL_MAGIC_LINK"] {
            try await browser.post(try browser.signIn("/set-up/\(method)"), ["address": "eve@example.com"])
        }
        #expect(try await world.authenticators() == ["AUTHENTICATOR_APP"])
        #expect(world.sent.links.isEmpty)
    }

    private static let essential = #"{"id_token":{"acr":{"essential":true,"values":["urn:cardea:aal2"]}}}"#

    @Test func `a code by mail does not satisfy who asks for more`() async throws {
        let settings: JSON = [
            "actions": [["code": "pay", "permittedMethods": ["PASSKEY"]]], "requiredClasses": ["urn:cardea:aal2"],
        ]
        for settings in [settings, ["requiredClasses": ["phr"]]] as [JSON] {
            let world = try await RealmWorld(settings)
            let token = try await token(.mail, world)
            try await world.call(.post, "/v1/client/challenge/email-otp", token: token)
            var latest = token
            // Of an action that permits passkeys alone, none is sent.
            if !world.sent.codes.isEmpty {
                let code = try await world.sent.lastCode()
                let answer = try await world.call(
                    .post, "/v1/client/verify/email-otp", ["verificationCode": .string(code)], token: token)
                latest = answer.json["accessToken"]?.string ?? token
            }
            let valid = try await world.call(.post, "/v1/validate", ["token": .string(latest)])
            #expect(valid.json["isValid"] == false && valid.json["state"] == "CHALLENGE_REQUIRED", "\(valid)")
        }
    }
}
