import Base
import Directory

/// Writes down what happens to people's accounts, and tells their owners where it matters (ASVS 6.3.6).
package struct AccountWatch: Sendable {
    private let activities: any Activities
    private let users: any Users
    private let courier: any RealmCourier
    private let webhooks: any Webhooks
    private let now: Now
    private let emit: Emit

    package init(
        activities: any Activities, users: any Users, courier: any RealmCourier, webhooks: any Webhooks = NoWebhooks(),
        now: @escaping Now, emit: @escaping Emit
    ) {
        self.activities = activities
        self.users = users
        self.courier = courier
        self.webhooks = webhooks
        self.now = now
        self.emit = emit
    }

    /// An authenticator is new. Its owner is told by mail, which is another channel than any factor that stands for it.
    func added(
        _ authenticator: Authenticator, hadBefore before: [Authenticator], in realm: RealmContext,
        _ client: ClientFacts
    ) async throws {
        try await note("authenticator.created", authenticator, client)
        try await webhooks.tell(.authenticator("authenticator.created", authenticator), in: realm)
        if !before.isEmpty {
            try await tell(.authenticatorAdded(authenticator.name), authenticator.user, in: realm, client)
        }
    }

    /// Renamed, or made the first choice: nothing that its owner has not just done.
    func updated(_ authenticator: Authenticator, isDefault: Bool? = nil, in realm: RealmContext) async throws {
        try await webhooks.tell(.authenticator("authenticator.updated", authenticator, isDefault), in: realm)
    }

    func removed(_ authenticator: Authenticator, in realm: RealmContext, _ client: ClientFacts) async throws {
        try await note("authenticator.deleted", authenticator, client)
        try await webhooks.tell(.authenticator("authenticator.deleted", authenticator), in: realm)
        try await tell(.authenticatorRemoved(authenticator.name), authenticator.user, in: realm, client)
    }

    /// An authenticator has shown a sign of having been copied.
    package func suspected(_ authenticator: Authenticator, in realm: RealmContext, _ client: ClientFacts) async throws {
        try await note("authenticator.suspicious", authenticator, client)
        try await tell(.authenticatorSuspicious(authenticator.name), authenticator.user, in: realm, client)
    }

    /// Somebody got in by a recovery code.
    func recovered(
        _ authenticator: Authenticator, left: Int, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        try await note("authenticator.recovered", authenticator, client)
        try await tell(.recoveryCodeUsed(left: left), authenticator.user, in: realm, client)
    }

    private func note(_ kind: String, _ authenticator: Authenticator, _ client: ClientFacts) async throws {
        emit(PasswordlessEvent.account(kind: kind, method: authenticator.method, correlation: client.correlationID))
        try await activities.add(
            Activity(
                tenant: authenticator.tenant, user: authenticator.user, at: now(), kind: kind,
                content: [
                    "method": .string(authenticator.method), "name": .string(authenticator.name),
                    "address": .string(client.address), "userAgent": .string(client.userAgent),
                ]))
    }

    /// A message that cannot be sent must not undo what was done: it is logged by the courier.
    private func tell(
        _ what: AccountNotice.What, _ user: User.ID, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        guard let person = try await users.user(user, of: realm.tenant), let address = person.noticeAddress else {
            return
        }
        try? await courier.send(
            AccountNotice(
                what: what, to: address, realm: realm.realm.displayName, at: now(), address: client.address,
                language: person.language ?? client.languages.first ?? "en", correlationID: client.correlationID))
    }
}

extension User {
    /// The verified mail address of a realm's person.
    package var mailAddress: String? { attributes["email"]?.string }
    package var phoneNumber: String? { attributes["phoneNumber"]?.string }
    /// Where something about the account is told. A tenant's people have no such attribute, but sign in by an address.
    var noticeAddress: String? {
        let names = identities.filter { !$0.isFederated && $0.signInType.lowercased() == "emailaddress" }
        return mailAddress ?? names.first?.issuerAssignedID ?? attributes["otherMails"]?.strings?.first
    }
    package var language: String? { attributes["locale"]?.string }
}
