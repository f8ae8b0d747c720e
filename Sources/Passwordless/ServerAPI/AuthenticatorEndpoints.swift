import Base
import Directory
import HTTP

/// `/v1/users/{user}/authenticators` and `/v1/authenticators`: what people have enrolled, and what they may.
struct AuthenticatorEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons
    let addresses: VerifiedAddresses

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.get, "/v1/users/{user}/authenticators", list) + route(.post, "/v1/users/{user}/authenticators", enrol)
            + route(.delete, "/v1/users/{user}/authenticators/{authenticator}", delete)
            + route(.patch, "/v1/users/{user}/authenticators/{authenticator}", patch)
            + route(.post, "/v1/users/authenticators", maximumBodySize: 1 << 20, importPasskeys)
            + route(.get, "/v1/authenticators", offered)
    }

    private func list(_ call: APICall) async throws -> Response {
        let id = try Persons.id(call["user"])
        let user = try await parts.users.user(id, of: call.realm.tenant)
        let own = try await parts.authenticators.authenticators(of: id, in: call.realm.tenant)
        return .json(.array(own.map { $0.shape(isDefault: $0.method == user?.defaultMethod?.rawValue) }))
    }

    /// An address that the application has verified itself.
    private func enrol(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let method = VerificationMethod(rawValue: try body.required("verificationMethod"))
        let address: ProvenAddress
        switch method {
        case .emailCode?, .magicLink?: address = .mail(try body.required("email"))
        case .textMessageCode?: address = .phone(try body.required("phoneNumber"))
        case _: throw body.fault("verificationMethod", "must be EMAIL_OTP, EMAIL_MAGIC_LINK or SMS")
        }
        guard let method, parts.offered(in: call.realm).contains(method) else {
            throw APIError(403, "not_permitted", "This verification method is not switched on.")
        }
        if case .mail(let text) = address, MailAddress(text) == nil {
            throw body.fault("email", "must be a mail address")
        }
        let id = try Persons.id(call["user"])
        var user = try await persons.person(id, in: call.realm)
        if address.isKnown(of: user) { user = try await persons.person(id, address.patch, in: call.realm) }
        let client = try ClientFacts(body, call.http)
        let new = try await addresses.enrol(address, method, of: user, in: call.realm, client)
        let isDefault = try body.flag("isDefault") ?? false
        if isDefault { _ = try await parts.users.update(id, of: call.realm.tenant) { $0.defaultMethod = method } }
        return .json(["authenticator": new.shape(isDefault: isDefault)])
    }

    private func delete(_ call: APICall) async throws -> Response {
        let found = try await authenticator(call)
        guard try await parts.authenticators.delete(found.id, of: call.realm.tenant) else {
            throw APIError.notFound("authenticator")
        }
        try await parts.account.removed(found, in: call.realm, try ClientFacts(try ObjectReader([:]), call.http))
        return .json(["success": true])
    }

    /// `displayName`, `isDefault`.
    private func patch(_ call: APICall) async throws -> Response {
        let found = try await authenticator(call)
        let body = try call.body()
        if let name = try body.text("displayName", maximum: 64) {
            _ = try await parts.enrolling.rename(found.id, to: name, of: found.user, in: call.realm)
        }
        if let isDefault = try body.flag("isDefault"), let method = VerificationMethod(rawValue: found.method) {
            _ = try await parts.users.update(found.user, of: call.realm.tenant) { user in
                if isDefault || user.defaultMethod == method { user.defaultMethod = isDefault ? method : nil }
            }
            try await parts.account.updated(
                try await authenticator(call), isDefault: isDefault, in: call.realm)
        }
        let user = try await parts.users.user(found.user, of: call.realm.tenant)
        return .json(try await authenticator(call).shape(isDefault: user?.defaultMethod?.rawValue == found.method))
    }

    private func authenticator(_ call: APICall) async throws -> Authenticator {
        let user = try Persons.id(call["user"])
        let found = try await parts.authenticators.authenticator(
            Authenticator.ID(call["authenticator"]), of: call.realm.tenant)
        guard let found, found.user == user else { throw APIError.notFound("authenticator") }
        return found
    }

    /// What the realm has switched on.
    private func offered(_ call: APICall) async throws -> Response {
        .json(
            .array(
                parts.offered(in: call.realm).map { method in
                    ["verificationMethod": .string(method.rawValue), "isActive": true]
                }))
    }

    /// Passkeys that another server has registered for the same relying party. Each is taken or refused by itself, and
    /// the answer says which and why.
    private func importPasskeys(_ call: APICall) async throws -> Response {
        guard let items = try call.body().children("authenticators", maximum: 500) else {
            throw APIError.invalid("authenticators is missing.")
        }
        var answers: [JSON] = []
        for item in items {
            do {
                let passkey = try ImportedPasskey(item)
                let user = try await persons.person(passkey.user, in: call.realm)
                let new = try await keep(passkey, of: user, in: call.realm)
                answers.append(["success": true, "authenticator": new.shape(isDefault: false)])
            } catch let fault as ObjectReader.Fault {
                answers.append(["success": false, "error": .string(fault.description)])
            } catch let refusal as FactorRefusal {
                answers.append(["success": false, "error": .string(refusal.detail)])
            }
        }
        return .json(["authenticators": .array(answers)])
    }

    private func keep(_ passkey: ImportedPasskey, of user: User, in realm: RealmContext) async throws -> Authenticator {
        for method in [VerificationMethod.passkey, .securityKey] {
            let known = try await parts.authenticators.authenticator(
                method: method.rawValue, handle: passkey.handle, of: realm.tenant)
            guard known == nil else { throw FactorRefusal(.alreadyEnrolled, "the credential is known") }
        }
        let time = parts.now()
        let new = Authenticator(
            id: Authenticator.ID(parts.random.uuid()), tenant: realm.tenant, user: user.id,
            method: VerificationMethod.passkey.rawValue, handle: passkey.handle, name: passkey.name,
            createdAt: passkey.createdAt ?? time, verifiedAt: time, content: Secret(passkey.content.json))
        switch try await parts.authenticators.create(new, limit: EnrolmentDesk.maximumPerPerson) {
        case .created: return new
        case .alreadyExists: throw FactorRefusal(.alreadyEnrolled, "the credential is known")
        case .tooMany: throw FactorRefusal(.tooMany(until: nil), "the person has too many authenticators")
        }
    }
}

extension ProvenAddress {
    /// Whether it is what is known of the person already, verified or not.
    fileprivate func isKnown(of user: User) -> Bool {
        switch self {
        case .mail(let address):
            (user.mailAddress ?? user.unverifiedMail ?? address).lowercased() == address.lowercased()
        case .phone(let number): (user.phoneNumber ?? user.unverifiedPhoneNumber ?? number) == number
        }
    }
}
