import Base
import Directory

/// Where questions are asked and answers judged, for pages and interfaces alike: what may be asked, how often, and what
/// follows from a right answer.
package struct ChallengeDesk: Sendable {
    let factors: Factors
    let challenges: Challenges
    let users: any Users
    let authenticators: any Authenticators
    let limits: FactorLimits
    let now: Now
    let emit: Emit

    package init(
        factors: Factors, challenges: Challenges, users: any Users, authenticators: any Authenticators,
        limits: FactorLimits, now: @escaping Now, emit: @escaping Emit
    ) {
        self.factors = factors
        self.challenges = challenges
        self.users = users
        self.authenticators = authenticators
        self.limits = limits
        self.now = now
        self.emit = emit
    }

    /// What the person may choose from: last used first, then the strongest. Before anybody has said who they are,
    /// what says it for them.
    package func choices(for challenge: Challenge, in realm: RealmContext) async throws -> [MethodChoice] {
        let offered = realm.settings.methods.filter { challenge.permits($0) && factors[$0] != nil }
        guard let user = challenge.user else {
            return offered.filter { factors[$0]?.identifiesPerson == true }.map {
                .init(method: $0, authenticators: [])
            }
        }
        let enrolled = try await usable(of: user, in: realm)
        let choices = offered.compactMap { method in
            enrolled[method].map { MethodChoice(method: method, authenticators: $0) }
        }
        return choices.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.lastUsedAt != b.lastUsedAt {
                return (a.lastUsedAt?.milliseconds ?? -1) > (b.lastUsedAt?.milliseconds ?? -1)
            }
            if a.method.strength != b.method.strength { return a.method.strength > b.method.strength }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Asks by `method`. What was asked by it before counts no more, but for the tries.
    package func ask(
        _ method: VerificationMethod, of open: Challenges.Open, in realm: RealmContext,
        parameters: JSON.Object = JSON.Object(), _ client: ClientFacts
    ) async throws -> Challenges.Open {
        let factor = try factor(method, permittedBy: open.challenge, in: realm)
        try await limits.check(open.challenge, in: realm, client)
        let call = try await call(factor, open.challenge, in: realm, parameters, client)
        let task = try await factor.ask(call)
        var next = open
        next.challenge.tasks[method] = .init(task: task, tries: open.challenge.tasks[method]?.tries ?? 0)
        return try await kept(next)
    }

    /// Judges an answer. A right one is a proof in the challenge that is answered, which is kept; a wrong one has been
    /// counted.
    package func answer(
        _ answer: JSON.Object, to method: VerificationMethod, of open: Challenges.Open, in realm: RealmContext,
        _ client: ClientFacts
    ) async throws -> Challenges.Open {
        let factor = try factor(method, permittedBy: open.challenge, in: realm)
        let (counted, task) = try await counted(method, open, \.tasks)
        try await limits.count(open.challenge, in: realm, client)
        let call = try await call(factor, counted.challenge, in: realm, JSON.Object(), client)
        let proven = try await factor.verify(answer, to: task, call)
        for signal in proven.signals { emit(signal) }
        var next = counted
        guard next.challenge.user == nil || proven.user == nil || next.challenge.user == proven.user else {
            throw FactorRefusal(.notPermitted, "the authenticator is another person's")
        }
        next.challenge.user = next.challenge.user ?? proven.user
        next.challenge.tasks[method] = nil
        next.challenge.proofs.append(
            Proof(method: method, authenticator: proven.authenticator, at: now(), qualities: proven.qualities))
        if let address = proven.provenAddress { next.challenge.provenAddresses.insert(address) }
        try await limits.forgive(open.challenge, in: realm, client)
        return try await kept(next)
    }

    /// The pending task of `method`, its try counted and kept before anybody looks at the answer: of a hundred guesses
    /// at once one is judged, and ninety-nine find that somebody was faster.
    func counted(
        _ method: VerificationMethod, _ open: Challenges.Open,
        _ tasks: WritableKeyPath<Challenge, [VerificationMethod: Challenge.Pending]>
    ) async throws -> (Challenges.Open, FactorTask) {
        guard let pending = open.challenge[keyPath: tasks][method], now() < pending.task.expiresAt else {
            throw FactorRefusal(.expired, "no question by \(method) waits for an answer")
        }
        guard pending.tries < pending.task.maximumTries else {
            throw FactorRefusal(.tooMany(until: nil), "\(pending.tries) tries by \(method)")
        }
        var next = open
        next.challenge[keyPath: tasks][method]?.tries += 1
        return (try await kept(next), pending.task)
    }

    func kept(_ open: Challenges.Open) async throws -> Challenges.Open {
        guard let kept = try await challenges.save(open) else {
            throw FactorRefusal(.expired, "the challenge went on elsewhere in the meantime")
        }
        return kept
    }

    func factor(
        _ method: VerificationMethod, permittedBy challenge: Challenge, in realm: RealmContext
    ) throws(FactorRefusal) -> any Factor {
        guard realm.settings.methods.contains(method), challenge.permits(method), let factor = factors[method] else {
            throw FactorRefusal(.notPermitted, "\(method) is not offered here")
        }
        return factor
    }

    func call(
        _ factor: any Factor, _ challenge: Challenge, in realm: RealmContext, _ parameters: JSON.Object,
        _ client: ClientFacts
    ) async throws -> FactorCall {
        var user: User?
        var own: [Authenticator] = []
        if let id = challenge.user {
            user = try await users.user(id, of: realm.tenant)
            guard user?.isEnabled != false else { throw FactorRefusal(.notPermitted, "the account is disabled") }
            own = try await usable(of: id, in: realm)[factor.method] ?? []
        } else {
            guard factor.identifiesPerson || !parameters.members.isEmpty || challenge.tasks[factor.method] != nil else {
                throw FactorRefusal(.notPermitted, "nobody has said who they are")
            }
        }
        return FactorCall(
            realm: realm, user: user, authenticators: own, parameters: parameters, client: client, now: now())
    }

    private func usable(of user: User.ID, in realm: RealmContext) async throws -> [VerificationMethod: [Authenticator]]
    {
        let all = try await authenticators.authenticators(of: user, in: realm.tenant)
        return Dictionary(grouping: all.filter { $0.verifiedAt != nil }) {
            VerificationMethod(rawValue: $0.method) ?? .passkey
        }
    }
}
