import Base
import Directory

/// Where authenticators are added, renamed and taken away, for pages and interfaces alike.
package struct EnrolmentDesk: Sendable {
    /// As many as a person may have, of all kinds.
    static let maximumPerPerson = 30
    /// Of a token whose application vouches for the person itself (Authsignal's word).
    package static let additionScope = "add:authenticators"
    package static let removalScope = "remove:authenticators"

    let desk: ChallengeDesk
    let account: AccountWatch
    let random: Random

    package init(desk: ChallengeDesk, account: AccountWatch, random: Random) {
        self.desk = desk
        self.account = account
        self.random = random
    }

    /// Asks for what `method` needs to be enrolled. Who has an authenticator already must have proven the strongest one
    /// (NIST SP 800-63B-4 §4.1.2.1), or hold a token that says so.
    package func begin(
        _ method: VerificationMethod, _ open: Challenges.Open, in realm: RealmContext,
        parameters: JSON.Object = JSON.Object(), _ client: ClientFacts
    ) async throws -> Challenges.Open {
        let factor = try await enrollable(method, open.challenge, in: realm)
        let call = try await desk.call(factor, open.challenge, in: realm, parameters, client)
        if call.authenticators.count >= factor.maximumPerPerson, factor.maximumPerPerson > 1 {
            throw FactorRefusal(.alreadyEnrolled, "\(call.authenticators.count) of \(method)")
        }
        var task = try await desk.noted(method, client) { try await factor.beginEnrolment(call) }
        // The id is known before the authenticator is kept: interfaces answer with it at once.
        task.kept[Self.idName] = .string(random.uuid())
        var next = open
        let tries = open.challenge.enrolments[method]?.tries ?? 0
        next.challenge.enrolments[method] = .init(task: task, tries: tries, user: open.challenge.user)
        return try await desk.kept(next)
    }

    /// Keeps the new authenticator, and tells its owner by the channels that they had before.
    package func finish(
        _ answer: JSON.Object, to method: VerificationMethod, _ open: Challenges.Open, in realm: RealmContext,
        _ client: ClientFacts
    ) async throws -> Enrolled {
        let factor = try await enrollable(method, open.challenge, in: realm)
        guard let user = open.challenge.user else { throw FactorRefusal(.notPermitted, "nobody to enrol for") }
        if let task = open.challenge.enrolments[method]?.task {
            try await factor.requireReadiness(answer, to: task, in: realm)
        }
        let (counted, pending) = try await desk.counted(method, open, \.enrolments)
        let call = try await desk.call(factor, counted.challenge, in: realm, JSON.Object(), client)
        let new = try await desk.judged(method, pending, client) {
            try await factor.finishEnrolment(answer, to: pending.task, call)
        }
        var next = counted
        next.challenge.enrolments[method] = nil
        return try await keep(new, Self.id(of: pending.task), of: user, factor, call, next, in: realm)
    }

    /// Makes an address that was proven in this challenge an authenticator, without a second code: after a sign-up, or
    /// where an application claims a proof for its user. Nil where it was not proven, or there is such a one already.
    package func adopt(
        _ address: ProvenAddress, _ open: Challenges.Open, in realm: RealmContext, _ client: ClientFacts
    ) async throws -> Enrolled? {
        guard open.challenge.provenAddresses.contains(address), let user = open.challenge.user else { return nil }
        let new: NewAuthenticator
        let method: VerificationMethod
        switch address {
        case .mail(let text):
            guard let address = MailAddress(text) else { return nil }
            (method, new) = (.emailCode, EmailCode.authenticator(address))
        case .phone(let text):
            (method, new) = (.textMessageCode, TextMessageCode.authenticator(.init(e164: text, region: nil)))
        }
        let factor = try await enrollable(method, open.challenge, in: realm)
        let call = try await desk.call(factor, open.challenge, in: realm, JSON.Object(), client)
        guard !call.authenticators.contains(where: { $0.content == new.content }) else { return nil }
        return try await keep(new, nil, of: user, factor, call, open, in: realm)
    }

    private func keep(
        _ new: NewAuthenticator, _ id: Authenticator.ID?, of user: User.ID, _ factor: any Factor, _ call: FactorCall,
        _ open: Challenges.Open,
        in realm: RealmContext
    ) async throws -> Enrolled {
        let now = desk.now()
        let authenticator = Authenticator(
            id: id ?? Authenticator.ID(random.uuid()), tenant: realm.tenant, user: user, method: factor.method.rawValue,
            handle: new.handle, name: new.name, createdAt: now, lastUsedAt: new.qualities == nil ? nil : now,
            verifiedAt: now, content: new.content)
        let before = try await desk.authenticators.authenticators(of: user, in: realm.tenant)
        try await keep(authenticator, replacing: factor.maximumPerPerson == 1 ? call.authenticators : [])
        var next = open
        if let address = new.provenAddress {
            next.challenge.provenAddresses.insert(address)
            try await learn(address, of: user, in: realm)
        }
        if let qualities = new.qualities {
            next.challenge.proofs.append(
                Proof(method: factor.method, authenticator: authenticator.id, at: now, qualities: qualities))
        }
        try await account.added(authenticator, hadBefore: before, in: realm, call.client)
        return Enrolled(open: try await desk.kept(next), authenticator: authenticator, shown: new.shown)
    }

    /// The first address that a person proves is the one that they are written to.
    private func learn(_ address: ProvenAddress, of user: User.ID, in realm: RealmContext) async throws {
        _ = try await desk.users.update(user, of: realm.tenant) { person in
            switch address {
            case .mail(let text): if person.mailAddress == nil { person.attributes["email"] = .string(text) }
            case .phone(let text):
                if person.phoneNumber == nil { person.attributes["phoneNumber"] = .string(text) }
            }
        }
    }

    private static let idName = "cardea.authenticator"

    /// Of the authenticator that an enrolment will make.
    static func id(of task: FactorTask) -> Authenticator.ID? {
        task.kept[idName]?.string.map { Authenticator.ID($0) }
    }

    package struct Enrolled: Sendable {
        package let open: Challenges.Open
        package let authenticator: Authenticator
        /// To show once.
        package let shown: JSON.Object
    }

    /// Takes an authenticator away. Answers false where the person has none of this id.
    package func remove(
        _ id: Authenticator.ID, _ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts
    ) async throws -> Bool {
        guard let user = challenge.user,
            let authenticator = try await desk.authenticators.authenticator(id, of: realm.tenant),
            authenticator.user == user
        else { return false }
        try await requireStrength(challenge, in: realm, scope: Self.removalScope)
        guard try await desk.authenticators.delete(id, of: realm.tenant) else { return false }
        try await account.removed(authenticator, in: realm, client)
        return true
    }

    package func rename(
        _ id: Authenticator.ID, to name: String, of user: User.ID, in realm: RealmContext
    ) async throws -> Bool {
        let name = String(name.filter { !$0.isNewline }.prefix(64))
        guard name.contains(where: { !$0.isWhitespace }) else { return false }
        let renamed: Authenticator? = try await desk.authenticators.update(id, of: realm.tenant) { authenticator in
            guard authenticator.user == user else { return nil }
            authenticator.name = name
            return authenticator
        }
        guard let renamed else { return false }
        try await account.updated(renamed, in: realm)
        return true
    }

    /// Whether what was proven, not long ago (ASVS 7.5.1), is as strong as the strongest that the person has, or the
    /// token's `scope` says so.
    package func isStrongEnough(
        _ challenge: Challenge, in realm: RealmContext, scope: String = additionScope
    ) async throws -> Bool {
        // Whoever has only typed a name is nobody yet, also where the account of that name has nothing to prove.
        guard let user = challenge.user, challenge.claimedIdentifier == nil else { return false }
        if challenge.scope.contains(scope) { return true }
        let now = desk.now()
        let fresh = challenge.proofs.filter { now < $0.at.adding(seconds: realm.settings.sessions.reauthentication) }
        return try await (fresh.map(\.strength).max() ?? 0) >= strongest(of: user, in: realm)
    }

    /// Of what the person has and the realm offers: what it has switched off nobody can prove. Recovery codes are for
    /// when the others are lost; to have them is not to be asked for them.
    private func strongest(of user: User.ID, in realm: RealmContext) async throws -> Int {
        let all = try await desk.authenticators.authenticators(of: user, in: realm.tenant)
        let enrolled = all.filter { $0.verifiedAt != nil }.compactMap { VerificationMethod(rawValue: $0.method) }
        let person = try await desk.users.user(user, of: realm.tenant)
        let own = realm.settings.methods.filter { method in
            guard method != .recoveryCode, let factor = desk.factors[method] else { return false }
            return enrolled.contains(method) || person.map { factor.isImplied(for: $0) } ?? false
        }
        return own.map(\.strength).max() ?? 0
    }

    private func requireStrength(_ challenge: Challenge, in realm: RealmContext, scope: String) async throws {
        guard try await isStrongEnough(challenge, in: realm, scope: scope) else {
            throw FactorRefusal(.needsProof, "a stronger authenticator must be proven first")
        }
    }

    private func enrollable(
        _ method: VerificationMethod, _ challenge: Challenge, in realm: RealmContext
    ) async throws -> any Factor {
        guard realm.settings.methods.contains(method), let factor = desk.factors[method] else {
            throw FactorRefusal(.notPermitted, "\(method) is not offered here")
        }
        guard challenge.user != nil else { throw FactorRefusal(.notPermitted, "nobody to enrol for") }
        try await requireStrength(challenge, in: realm, scope: Self.additionScope)
        return factor
    }

    private func keep(_ authenticator: Authenticator, replacing old: [Authenticator]) async throws {
        switch try await desk.authenticators.create(authenticator, limit: Self.maximumPerPerson) {
        case .created: break
        case .alreadyExists: throw FactorRefusal(.alreadyEnrolled, "its handle is known")
        case .tooMany: throw FactorRefusal(.tooMany(until: nil), "too many authenticators")
        }
        for authenticator in old {
            _ = try await desk.authenticators.delete(authenticator.id, of: authenticator.tenant)
        }
    }
}
