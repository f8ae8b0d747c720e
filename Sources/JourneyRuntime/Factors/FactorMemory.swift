import Base
import Directory
import Passwordless

/// What a transaction remembers of the factors that it uses: questions that wait, what was proven, what was decided.
/// Answers and tries are counted where the questions are kept (`Challenges`), not here.
struct FactorMemory: Hashable, Sendable {
    /// Tokens of challenges, by what they ask for.
    var challenges: [String: String] = [:]
    var proofs: [Known] = []
    /// Actions whose challenge is still open.
    var actions: [OpenAction] = []

    /// A proof, and whose it is; nobody's where an address was proven that may be anybody's.
    struct Known: Hashable, Sendable {
        let user: User.ID?
        let proof: Proof
    }

    struct OpenAction: Hashable, Sendable {
        /// Where it is written down: a realm's name; nil: with the tenant.
        let realm: String?
        let user: User.ID
        let code: String
        let key: String
    }

    /// More are not remembered: the newest count.
    private static let maximum = 8

    var isEmpty: Bool { challenges.isEmpty && proofs.isEmpty && actions.isEmpty }

    mutating func add(_ proof: Proof, of user: User.ID?) {
        proofs = proofs.suffix(Self.maximum - 1) + [Known(user: user, proof: proof)]
    }

    mutating func add(_ action: OpenAction) { actions = actions.suffix(Self.maximum - 1) + [action] }

    func proofs(of user: User.ID) -> [Proof] { proofs.filter { $0.user == user }.map(\.proof) }
}

extension FactorMemory {
    var stored: JSON {
        [
            "challenges": .object(
                JSON.Object(challenges.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "proofs": .array(proofs.map(\.stored)), "actions": .array(actions.map(\.stored)),
        ]
    }

    init(stored json: JSON) {
        for member in json["challenges"]?.object?.members ?? [] { challenges[member.name] = member.value.string }
        proofs = (json["proofs"]?.array ?? []).compactMap(Known.init(stored:))
        actions = (json["actions"]?.array ?? []).compactMap(OpenAction.init(stored:))
    }
}

extension FactorMemory.Known {
    fileprivate var stored: JSON {
        var object: JSON.Object = ["proof": proof.stored]
        object["user"] = user.map { .string($0.text) }
        return .object(object)
    }

    fileprivate init?(stored json: JSON) {
        guard let proof = json["proof"].flatMap(Proof.init(stored:)) else { return nil }
        self.init(user: json["user"]?.string.map { User.ID($0) }, proof: proof)
    }
}

extension FactorMemory.OpenAction {
    fileprivate var stored: JSON {
        var object: JSON.Object = ["user": .string(user.text), "code": .string(code), "key": .string(key)]
        object["realm"] = realm.map { .string($0) }
        return .object(object)
    }

    fileprivate init?(stored json: JSON) {
        guard let user = json["user"]?.string, let code = json["code"]?.string, let key = json["key"]?.string else {
            return nil
        }
        self.init(realm: json["realm"]?.string, user: User.ID(user), code: code, key: key)
    }
}
