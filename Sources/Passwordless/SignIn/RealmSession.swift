import Base
import Directory

/// What a browser's session with a realm holds.
struct RealmSession: Sendable, Equatable {
    /// Names this sign-in to clients (`sid`).
    let id: String
    let user: User.ID
    var proofs: [Proof]
    /// Who took part, and must hear of its end.
    var clients: [String]
    var address: String
    var userAgent: String
    var device: Device.ID?

    /// When the person last proved something: `auth_time`.
    var authenticatedAt: Timestamp { proofs.map(\.at).max() ?? Timestamp(seconds: 0) }
    var assurance: Assurance { Assurance(proofs) }

    /// A challenge of what it has proven: for desks, which judge challenges.
    func challenge(in realm: RealmContext, at now: Timestamp) -> Challenge {
        var challenge = Challenge(
            realm: realm.realm.id, user: user, action: "account", state: .challengeSucceeded, createdAt: now,
            expiresAt: now.adding(seconds: 600))
        challenge.proofs = proofs
        return challenge
    }
}

extension RealmSession {
    var stored: JSON {
        var object: JSON.Object = [
            "id": .string(id), "user": .string(user.text), "proofs": .array(proofs.map(\.stored)),
            "clients": JSON(clients), "address": .string(address), "userAgent": .string(userAgent),
        ]
        object["device"] = device.map { .string($0.text) }
        return .object(object)
    }

    init?(stored json: JSON) {
        guard let id = json["id"]?.string, let user = json["user"]?.string, let proofs = json["proofs"]?.array,
            let clients = json["clients"]?.strings
        else { return nil }
        self.init(
            id: id, user: User.ID(user), proofs: proofs.compactMap(Proof.init(stored:)), clients: clients,
            address: json["address"]?.string ?? "", userAgent: json["userAgent"]?.string ?? "",
            device: json["device"]?.string.map { Device.ID($0) })
    }
}
