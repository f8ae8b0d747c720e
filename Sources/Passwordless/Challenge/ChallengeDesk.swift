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
        let person = try await users.user(user, of: realm.tenant)
        let choices = offered.compactMap { method -> MethodChoice? in
            let isImplied = person.map { factors[method]?.isImplied(for: $0) ?? false } ?? false
            guard let own = enrolled[method] ?? (isImplied ? [] : nil) else { return nil }
            return MethodChoice(method: method, authenticators: own)
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
        try await levelled(open.challenge) { try await asked(method, open, in: realm, parameters, client) }
    }

    private func asked(
        _ method: VerificationMethod, _ open: Challenges.Open, in realm: RealmContext, _ parameters: JSON.Object,
        _ client: ClientFacts
    ) async throws -> Challenges.Open {
        let factor = try factor(method, permittedBy: open.challenge, in: realm)
        try await limits.check(method, open.challenge, in: realm, client)
        let call = try await call(factor, open.challenge, in: realm, parameters, client)
        let task = try await noted(method, client) { try await factor.ask(call) }
        var next = open
        next.challenge.tasks[method] = .init(
            task: task, tries: open.challenge.tasks[method]?.tries ?? 0, user: open.challenge.user)
        return try await kept(next)
    }

    /// Judges an answer. A right one is a proof in the challenge that is answered, which is kept; a wrong one has been
    /// counted.
    package func answer(
        _ answer: JSON.Object, to method: VerificationMethod, of open: Challenges.Open, in realm: RealmContext,
        _ client: ClientFacts
    ) async throws -> Challenges.Open {
        try await levelled(open.challenge) { try await answered(answer, method, open, in: realm, client) }
    }

    private func answered(
        _ answer: JSON.Object, _ method: VerificationMethod, _ open: Challenges.Open, in realm: RealmContext,
        _ client: ClientFacts
    ) async throws -> Challenges.Open {
        let factor = try factor(method, permittedBy: open.challenge, in: realm)
        if let task = open.challenge.tasks[method]?.task {
            try await factor.requireReadiness(answer, to: task, in: realm)
        }
        let (counted, pending) = try await counted(method, open, \.tasks)
        try await limits.count(method, open.challenge, in: realm, client)
        let call = try await call(factor, counted.challenge, in: realm, JSON.Object(), client)
        let (proven, user) = try await judged(method, pending, client) {
            let proven = try await factor.verify(answer, to: pending.task, call)
            return (proven, try await person(proven, counted.challenge, in: realm))
        }
        for signal in proven.signals { emit(signal) }
        let proof = Proof(
            method: method, authenticator: proven.authenticator, at: now(), qualities: proven.qualities)
        let next = try await kept(rightAnswerTo: method, over: counted, in: realm) { challenge in
            if proven.isSuspicious { challenge.notes[Challenge.suspicionName] = true }
            challenge.user = user
            challenge.tasks[method] = nil
            challenge.proofs.append(proof)
            if let address = proven.provenAddress { challenge.provenAddresses.insert(address) }
        }
        try await limits.forgive(method, next.challenge, in: realm, client)
        return next
    }

    /// Keeps a right answer over what other tabs have written in the meantime: their tries take nothing from it. Of two
    /// right ones the second finds that nothing is asked any more.
    private func kept(
        rightAnswerTo method: VerificationMethod, over open: Challenges.Open, in realm: RealmContext,
        _ note: (inout Challenge) -> Void
    ) async throws -> Challenges.Open {
        var next = open
        for _ in 0..<8 {
            note(&next.challenge)
            if let kept = try await challenges.save(next) { return kept }
            guard let current = try await challenges.challenge(open.token.exposed, of: realm.realm),
                current.challenge.tasks[method]?.task == open.challenge.tasks[method]?.task
            else { break }
            next = current
        }
        throw FactorRefusal(.expired, "the challenge went on elsewhere in the meantime")
    }

    /// For whoever has only claimed a name, no answer comes before this time is over: what there is to read of somebody
    /// who is there takes some microseconds more than of nobody.
    private static let claimMilliseconds = 30

    private func levelled(
        _ challenge: Challenge, _ work: () async throws -> Challenges.Open
    ) async throws -> Challenges.Open {
        guard challenge.claimedIdentifier != nil else { return try await work() }
        async let floor: Void? = try? Task.sleep(for: .milliseconds(Self.claimMilliseconds))
        let result: Result<Challenges.Open, any Error>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        await floor
        return try result.get()
    }

    /// Whose challenge it is after a right answer.
    private func person(
        _ proven: FactorAnswer, _ challenge: Challenge, in realm: RealmContext
    ) async throws -> User.ID? {
        guard let user = proven.user else { return challenge.user }
        guard challenge.user == user || (challenge.user == nil && challenge.claimedIdentifier == nil) else {
            // As where the claimed person has an account: an answer of somebody else's is a wrong one.
            throw FactorRefusal(.wrong(triesLeft: 0), "the authenticator is another person's")
        }
        guard try await users.user(user, of: realm.tenant)?.isEnabled == true else {
            throw FactorRefusal(.notPermitted, "the account is disabled")
        }
        return user
    }

    /// The pending task of `method`, its try counted and kept before anybody looks at the answer: of a hundred guesses
    /// at once one is judged, and ninety-nine find that somebody was faster.
    func counted(
        _ method: VerificationMethod, _ open: Challenges.Open,
        _ tasks: WritableKeyPath<Challenge, [VerificationMethod: Challenge.Pending]>
    ) async throws -> (Challenges.Open, Challenge.Pending) {
        let now = now()
        guard var pending = open.challenge[keyPath: tasks][method] else {
            throw FactorRefusal(.expired, "no question by \(method) waits for an answer")
        }
        guard pending.tries < pending.task.maximumTries else {
            throw FactorRefusal(.tooMany(until: nil), "\(pending.tries) tries by \(method)")
        }
        guard now < pending.task.expiresAt, pending.user == open.challenge.user else {
            throw FactorRefusal(.expired, "the question by \(method) is over")
        }
        pending.tries += 1
        var next = open
        next.challenge[keyPath: tasks][method] = pending
        if pending.task.isForOneAnswer { next.challenge[keyPath: tasks][method]?.task.expiresAt = now }
        return (try await kept(next), pending)
    }

    /// A refusal of an answer, with the tries that are left, and written down.
    func judged<Answer: Sendable>(
        _ method: VerificationMethod, _ pending: Challenge.Pending, _ client: ClientFacts,
        _ judge: () async throws -> Answer
    ) async throws -> Answer {
        try await noted(method, client) {
            do {
                return try await judge()
            } catch let refusal as FactorRefusal {
                guard case .wrong = refusal.reason else { throw refusal }
                let left = max(0, pending.task.maximumTries - pending.tries)
                throw FactorRefusal(.wrong(triesLeft: left), refusal.detail)
            }
        }
    }

    func noted<Answer: Sendable>(
        _ method: VerificationMethod, _ client: ClientFacts, _ work: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await work()
        } catch let refusal as FactorRefusal {
            emit(
                PasswordlessEvent.refused(
                    method: method.rawValue, detail: refusal.detail, correlation: client.correlationID))
            throw refusal
        }
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
        let (user, own) = try await person(challenge, in: realm)
        if user == nil, challenge.claimedIdentifier == nil {
            guard factor.identifiesPerson || !parameters.members.isEmpty || challenge.tasks[factor.method] != nil else {
                throw FactorRefusal(.notPermitted, "nobody has said who they are")
            }
        }
        return FactorCall(
            realm: realm, user: user, authenticators: own[factor.method] ?? [],
            claimedIdentifier: challenge.claimedIdentifier, parameters: parameters, client: client, now: now(),
            action: challenge.action, idempotencyKey: challenge.idempotencyKey)
    }

    /// The person of a challenge with what they have. Nobody, after the same look-ups, where there is none of the
    /// claimed name, or a disabled one.
    private func person(
        _ challenge: Challenge, in realm: RealmContext
    ) async throws -> (User?, [VerificationMethod: [Authenticator]]) {
        let isClaim = challenge.claimedIdentifier != nil
        guard let id = challenge.user ?? (isClaim ? User.ID("nobody") : nil) else { return (nil, [:]) }
        let user = try await users.user(id, of: realm.tenant)
        let own = try await usable(of: id, in: realm)
        guard let user, user.isEnabled else {
            guard isClaim else { throw FactorRefusal(.notPermitted, "the account is gone or disabled") }
            return (nil, [:])
        }
        return (user, own)
    }

    private func usable(of user: User.ID, in realm: RealmContext) async throws -> [VerificationMethod: [Authenticator]]
    {
        let all = try await authenticators.authenticators(of: user, in: realm.tenant)
        return Dictionary(grouping: all.filter { $0.verifiedAt != nil }) {
            VerificationMethod(rawValue: $0.method) ?? .passkey
        }
    }
}
