import Base
import Directory
import HTTP
import Journey
import Passwordless
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// The profiles of our own, as they are configured and as a transaction remembers them. What they do, the journey tests
/// of `Tests/Journeys/Factors` and of the pack show.
struct FactorProfileTests {
    private let world = TestWorld()

    struct Mistake: Sendable, CustomTestStringConvertible {
        let handler: String
        let metadata: [(String, String)]
        let says: String

        var testDescription: String { "\(handler) \(metadata)" }
    }

    private static let long = "[" + String(repeating: " ", count: 33 << 10) + "]"

    @Test(arguments: [
        Mistake(handler: "Cardea.Passkey", metadata: [], says: "Operation must be Register or Authenticate"),
        Mistake(
            handler: "Cardea.Passkey", metadata: [("Operation", "Register"), ("UserVerification", "maybe")],
            says: "UserVerification must be"),
        Mistake(handler: "Cardea.OneTimeCode", metadata: [("Operation", "Guess")], says: "Operation must be Send"),
        Mistake(
            handler: "Cardea.OneTimeCode", metadata: [("Operation", "Send"), ("Channel", "Fax")], says: "not fax"),
        Mistake(handler: "Cardea.Decision", metadata: [("Operation", "Guess")], says: "Operation must be Evaluate"),
        Mistake(handler: "Cardea.Decision", metadata: [("ActionCode", "sign in")], says: "ActionCode must be"),
        Mistake(handler: "Cardea.Decision", metadata: [("DefaultResult", "MAYBE")], says: "DefaultResult must be"),
        Mistake(handler: "Cardea.Decision", metadata: [("Rules", "[{]")], says: "Rules is not JSON"),
        Mistake(handler: "Cardea.Decision", metadata: [("Rules", long)], says: "longer than"),
        Mistake(
            handler: "Cardea.Decision",
            metadata: [("Rules", #"[{"ruleId": "a", "name": "A", "type": "BLOCK", "conditions": {"xx": []}}]"#)],
            says: "Rules.rules[0].conditions"),
        Mistake(
            handler: "Cardea.Decision", metadata: [("ValueLists", #"{"a": 1}"#)],
            says: "ValueLists must be a JSON object"),
    ])
    func `what cannot run is refused when it is read`(mistake: Mistake) {
        let profile = TechnicalProfile.of(mistake.handler, mistake.metadata)
        let error = #expect(throws: ProfileConfigurationError.self) {
            switch mistake.handler {
            case "Cardea.Passkey": _ = try PasskeySettings(profile)
            case "Cardea.OneTimeCode": _ = try OneTimeCodeProfile(profile)
            default: _ = try DecisionProfile(profile)
            }
        }
        #expect(error?.detail.contains(mistake.says) == true, "\(error?.detail ?? "")")
    }

    @Test func `a handler says whether there is a page`() throws {
        func kind(_ handler: String, _ metadata: (String, String)...) throws -> ProfileKind {
            try ProfileKind(.of(handler, metadata))
        }
        guard case .passkey = try kind("Cardea.Passkey", ("Operation", "Register")),
            case .oneTimeCode = try kind("Cardea.OneTimeCode"),
            case .oneTimeCode = try kind("cardea.onetimecode", ("Operation", " page ")),
            case .silent = try kind("Cardea.OneTimeCode", ("Operation", "Send")),
            case .silent = try kind("Cardea.Decision")
        else {
            Issue.record("a kind is another one")
            return
        }
    }

    @Test func `a server without desks says so`() async throws {
        let profile = TechnicalProfile.of(
            "Cardea.OneTimeCode", [("Operation", "Send")], inputs: [.claim("email", default: "ada@example.com")])
        let error = await #expect(throws: ProfileConfigurationError.self) { try await world.run(profile) }
        #expect(error?.detail == "this server has no factors")
    }

    @Test func `a transaction remembers what was proven, and whose it was`() throws {
        let (ada, bob) = (User.ID("ada"), User.ID("bob"))
        let proof = Proof(method: .passkey, authenticator: nil, at: Timestamp(seconds: 5), qualities: [.userVerified])
        let mail = Proof(method: .emailCode, authenticator: nil, at: Timestamp(seconds: 6), qualities: [.mail])
        var memory = FactorMemory()
        #expect(memory.isEmpty)
        memory.challenges["passkey:p"] = "token"
        memory.add(proof, of: ada)
        memory.add(mail, of: nil)
        memory.add(.init(realm: "shop", user: ada, code: "pay", key: "k"))

        let again = FactorMemory(stored: memory.stored)

        #expect(again == memory && !again.isEmpty)
        #expect(again.proofs(of: ada) == [proof])
        #expect(again.proofs(of: bob).isEmpty)
    }

    @Test func `a transaction does not grow without end`() {
        var memory = FactorMemory()
        for second in 0..<50 {
            memory.add(
                Proof(method: .passkey, authenticator: nil, at: Timestamp(seconds: Int64(second)), qualities: []),
                of: nil)
            memory.add(.init(realm: nil, user: User.ID("ada"), code: "a", key: "\(second)"))
        }
        #expect(memory.proofs.count == 8 && memory.proofs.last?.proof.at == Timestamp(seconds: 49))
        #expect(memory.actions.count == 8 && memory.actions.last?.key == "49")
    }

    @Test(arguments: [
        ("{}", "UserMessageIfPasskeyInvalid"), ("not JSON", "UserMessageIfPasskeyCancelled"),
        (String(repeating: "x", count: 65 << 10), "UserMessageIfPasskeyCancelled"),
    ])
    func `a browser's answer is read within bounds`(text: String, id: String) {
        let answer = PasskeyAnswer(["credential": text])
        #expect(answer.id == nil)
        let message = UserMessage(passkey: FactorRefusal(.malformed))
        if text == "{}" {
            #expect((try? answer.credential()) != nil && message.id.text == id)
        } else {
            #expect(throws: UserMessage.self) { try answer.credential() }
        }
    }
}
