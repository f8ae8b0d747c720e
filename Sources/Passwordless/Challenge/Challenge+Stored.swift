import Base
import Directory

// As it is kept, sealed, between two requests.
extension Challenge {
    var stored: JSON {
        var object: JSON.Object = [
            "realm": .string(realm.text), "action": .string(action), "state": .string(state.rawValue),
            "permitted": JSON(permittedMethods.map(\.rawValue)), "scope": JSON(scope.sorted()),
            "acr": JSON(contextClasses), "proofs": .array(proofs.map(\.stored)), "tasks": Self.stored(tasks),
            "enrolments": Self.stored(enrolments), "notes": .object(notes),
            "addresses": .array(provenAddresses.map(\.stored).sorted { $0.text < $1.text }),
            "created": .integer(createdAt.milliseconds), "expires": .integer(expiresAt.milliseconds),
        ]
        object["user"] = user.map { .string($0.text) }
        object["key"] = idempotencyKey.map { .string($0) }
        object["default"] = defaultMethod.map { .string($0.rawValue) }
        return .object(object)
    }

    init?(stored json: JSON) {
        guard let realm = json["realm"]?.string, let action = json["action"]?.string,
            let state = json["state"]?.string.flatMap(ActionState.init),
            let permitted = json["permitted"]?.strings, let scope = json["scope"]?.strings,
            let classes = json["acr"]?.strings, let proofs = json["proofs"]?.array,
            let tasks = Self.pending(json["tasks"]), let enrolments = Self.pending(json["enrolments"]),
            let notes = json["notes"]?.object, let addresses = json["addresses"]?.array,
            let created = json["created"]?.integer, let expires = json["expires"]?.integer
        else { return nil }
        self.init(
            realm: Realm.ID(realm), user: json["user"]?.string.map { User.ID($0) }, action: action,
            idempotencyKey: json["key"]?.string, state: state,
            permittedMethods: permitted.compactMap(VerificationMethod.init(rawValue:)),
            defaultMethod: json["default"]?.string.flatMap(VerificationMethod.init(rawValue:)), scope: Set(scope),
            contextClasses: classes, notes: notes, createdAt: Timestamp(milliseconds: created),
            expiresAt: Timestamp(milliseconds: expires))
        self.proofs = proofs.compactMap(Proof.init(stored:))
        self.tasks = tasks
        self.enrolments = enrolments
        provenAddresses = Set(addresses.compactMap(ProvenAddress.init(stored:)))
    }

    private static func stored(_ pending: [VerificationMethod: Pending]) -> JSON {
        .object(
            JSON.Object(
                pending.sorted { $0.key.rawValue < $1.key.rawValue }.map { method, item in
                    let task = item.task
                    var object: JSON.Object = [
                        "shown": .object(task.shown), "kept": .object(task.kept),
                        "expires": .integer(task.expiresAt.milliseconds),
                        "maximum": .integer(Int64(task.maximumTries)), "tries": .integer(Int64(item.tries)),
                        "once": .bool(task.isForOneAnswer),
                    ]
                    object["user"] = item.user.map { .string($0.text) }
                    return (method.rawValue, .object(object))
                }))
    }

    private static func pending(_ json: JSON?) -> [VerificationMethod: Pending]? {
        guard let members = json?.object?.members else { return nil }
        var all: [VerificationMethod: Pending] = [:]
        for member in members {
            let item = member.value
            guard let method = VerificationMethod(rawValue: member.name), let shown = item["shown"]?.object,
                let kept = item["kept"]?.object, let expires = item["expires"]?.integer,
                let maximum = item["maximum"]?.integer, let tries = item["tries"]?.integer,
                let once = item["once"]?.bool
            else { return nil }
            all[method] = Pending(
                task: FactorTask(
                    shown: shown, kept: kept, expiresAt: Timestamp(milliseconds: expires), maximumTries: Int(maximum),
                    isForOneAnswer: once),
                tries: Int(tries), user: item["user"]?.string.map { User.ID($0) })
        }
        return all
    }
}

extension ProvenAddress {
    fileprivate var stored: JSON {
        switch self {
        case .mail(let address): ["mail": .string(address)]
        case .phone(let number): ["phone": .string(number)]
        }
    }

    fileprivate init?(stored json: JSON) {
        if let address = json["mail"]?.string {
            self = .mail(address)
        } else if let number = json["phone"]?.string {
            self = .phone(number)
        } else {
            return nil
        }
    }
}
