import Base
import Directory
import HTTP

/// `/v1/challenge`, `/v1/verify`, `/v1/challenges`, `/v1/claim`: codes that an application asks for itself, also for
/// people who have no account yet.
struct ChallengeEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons
    let tokens: ChallengeTokens
    let ends: ChallengeEnds
    let addresses: VerifiedAddresses
    let index: ChallengeIndex

    init(parts: RealmAPI.Parts, persons: Persons, ends: ChallengeEnds, addresses: VerifiedAddresses) {
        (self.parts, self.persons, self.ends, self.addresses) = (parts, persons, ends, addresses)
        tokens = ChallengeTokens(parts)
        index = ChallengeIndex(rows: parts.journeys, now: parts.now)
    }

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.post, "/v1/challenge", challenge) + route(.post, "/v1/verify", verify)
            + route(.get, "/v1/challenges", get) + route(.post, "/v1/claim", claim)
    }

    // MARK: - Asking

    private func challenge(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let wanted = try CodeRequest(body, call.http)
        guard parts.offered(in: call.realm).contains(wanted.method) else {
            throw APIError(403, "not_permitted", "This verification method is not switched on.")
        }
        var open: Challenges.Open
        if let id = try body.text("challengeId", maximum: 128) {
            open = try await servers(id, in: call.realm)
        } else {
            open = try await self.open(wanted, body, in: call.realm)
        }
        open = try await ask(wanted, &open, in: call.realm)
        try await index.note(open, in: call.realm)
        return .json([
            "challengeId": .string(open.token.exposed),
            "idempotencyKey": .string(open.challenge.idempotencyKey ?? ""),
            "expiresAt": .integer(open.challenge.expiresAt.seconds),
        ])
    }

    private func open(
        _ wanted: CodeRequest, _ body: ObjectReader, in realm: RealmContext
    ) async throws -> Challenges.Open {
        let now = parts.now()
        let key = try body.text("idempotencyKey", maximum: 255) ?? parts.random.uuid()
        var challenge = Challenge(
            realm: realm.realm.id, user: nil, action: wanted.action, idempotencyKey: key, createdAt: now,
            expiresAt: now.adding(seconds: ChallengeTokens.lifetimeSeconds))
        if let id = try body.text("userId") {
            let user = try await persons.person(try Persons.id(id), in: realm)
            let tracked = try await parts.actions.track(
                ActionRequest(
                    user: user, code: wanted.action, idempotencyKey: key, client: wanted.client,
                    custom: wanted.custom), in: realm)
            challenge.user = user.id
            challenge.state = tracked.state
            challenge.permittedMethods = tracked.content.permittedMethods
            challenge.scope = wanted.scope
            guard tracked.state != .block else {
                throw APIError(403, "action_blocked", "The realm's rules block this action.")
            }
        }
        challenge.owner = .server
        return try await parts.challenges.open(challenge, in: realm.tenant)
    }

    private func ask(
        _ wanted: CodeRequest, _ open: inout Challenges.Open, in realm: RealmContext
    ) async throws -> Challenges.Open {
        open.challenge.serversMethod = wanted.method
        open.challenge.serversAddress = wanted.address
        open.challenge.expiresAt = parts.now().adding(seconds: ChallengeTokens.lifetimeSeconds)
        guard let user = open.challenge.user, let address = wanted.address else {
            return try await parts.asking.ask(
                wanted.method, of: open, in: realm, parameters: wanted.parameters, wanted.client)
        }
        let own = try await parts.authenticators.authenticators(of: user, in: realm.tenant)
        let isOwn = own.contains { $0.method == wanted.method.rawValue && address.matches($0.content.exposed) }
        open.challenge.enrolments[wanted.method] = nil
        open.challenge.tasks[wanted.method] = nil
        // What the person has not enrolled yet, they enrol by the code.
        return isOwn
            ? try await parts.asking.ask(
                wanted.method, of: open, in: realm, parameters: wanted.parameters, wanted.client)
            : try await parts.enrolling.begin(
                wanted.method, open, in: realm, parameters: wanted.parameters, wanted.client)
    }

    // MARK: - Answering

    private func verify(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let code = try body.required("verificationCode")
        let open = try await servers(try body.required("challengeId"), in: call.realm)
        guard let method = open.challenge.serversMethod else { throw APIError.notFound("challenge") }
        var answer: JSON.Object = ["verificationMethod": .string(method.rawValue)]
        do {
            let proven = try await judge(["code": .string(code)], method, open, call)
            _ = try await ends.concluded(proven, open.challenge.client(call.http), in: call.realm)
            answer["isVerified"] = true
            answer.set("email", proven.challenge.provenAddresses.mail)
            answer.set("phoneNumber", proven.challenge.provenAddresses.phone)
            answer.set("userId", proven.challenge.user?.text)
        } catch let refusal as FactorRefusal {
            guard let reason = refusal.codeFailure else { throw refusal }
            answer["isVerified"] = false
            answer["failureReason"] = .string(reason)
        }
        return .json(.object(answer))
    }

    private func judge(
        _ answer: JSON.Object, _ method: VerificationMethod, _ open: Challenges.Open, _ call: APICall
    ) async throws -> Challenges.Open {
        let client = open.challenge.client(call.http)
        guard open.challenge.enrolments[method] != nil else {
            return try await parts.asking.answer(answer, to: method, of: open, in: call.realm, client)
        }
        return try await parts.enrolling.finish(answer, to: method, open, in: call.realm, client).open
    }

    // MARK: - Looking up, claiming

    /// By its id, or the latest one of a user.
    private func get(_ call: APICall) async throws -> Response {
        let query = call.http.query
        var id = query["challengeId"]
        if id == nil, let user = query["userId"] {
            id = try await index.latest(of: try Persons.id(user), in: call.realm)
        }
        guard let id else { throw APIError.notFound("challenge") }
        let challenge = try await servers(id, in: call.realm).challenge
        let method = challenge.serversMethod?.rawValue
        guard query["action"].map({ $0 == challenge.action }) ?? true,
            query["verificationMethod"].map({ $0 == method }) ?? true
        else { throw APIError.notFound("challenge") }
        var shape: JSON.Object = [
            "challengeId": .string(id), "expiresAt": .integer(challenge.expiresAt.seconds),
            "action": .string(challenge.action),
        ]
        shape.set("verificationMethod", method)
        shape.set("userId", challenge.user?.text)
        shape.set("email", challenge.serversAddress?.mail)
        shape.set("phoneNumber", challenge.serversAddress?.phone)
        return .json(.object(shape))
    }

    /// What was proven before there was an account counts for the one that the application names, once.
    private func claim(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let id = try body.required("challengeId")
        let earlier = try await servers(id, in: call.realm)
        let isProven = !earlier.challenge.proofs.isEmpty
        guard try isProven || body.flag("skipVerificationCheck") ?? false else {
            throw APIError.invalid("The challenge was not verified.")
        }
        let request = try TrackRequest(call)
        var user = try await persons.person(try Persons.id(try body.required("userId")), request.person, in: call.realm)
        var action = try request.action(of: user, code: earlier.challenge.action)
        action.idempotencyKey = earlier.challenge.idempotencyKey
        let tracked = try await parts.actions.track(action, in: call.realm)
        var open = try await tokens.open(tracked, request, in: call.realm)
        if isProven {
            open = try await tokens.claim(id, open, in: call.realm)
            // An account that has something stronger already takes no address for a code that went there.
            let mayEnrol = try await parts.enrolling.isStrongEnough(open.challenge, in: call.realm)
            for address in open.challenge.provenAddresses where mayEnrol {
                user = try await persons.person(user.id, address.patch, in: call.realm)
                try await addresses.sync(address, of: user, in: call.realm, request.client)
            }
        } else {
            open = try await carried(earlier, to: open)
        }
        var shape: JSON.Object = [
            "token": .string(open.token.exposed), "state": .string(open.challenge.state.rawValue),
        ]
        shape.set("verificationMethod", earlier.challenge.serversMethod?.rawValue)
        return .json(.object(shape))
    }

    /// The questions that wait for an answer, for the person to answer by the new token.
    private func carried(_ earlier: Challenges.Open, to open: Challenges.Open) async throws -> Challenges.Open {
        var next = open
        next.challenge.tasks = earlier.challenge.tasks.mapValues { pending in
            var pending = pending
            pending.user = open.challenge.user
            return pending
        }
        guard let kept = try await parts.challenges.save(next) else { throw APIError.expiredToken }
        try await parts.challenges.close(earlier)
        return kept
    }

    private func servers(_ id: String, in realm: RealmContext) async throws -> Challenges.Open {
        guard let open = try await parts.challenges.challenge(id, of: realm.realm), open.challenge.isServers else {
            throw APIError.notFound("challenge")
        }
        return open
    }
}

/// What an application asks to be sent.
struct CodeRequest: Sendable {
    let method: VerificationMethod
    let action: String
    /// Nil: the one that the person has enrolled.
    let address: ProvenAddress?
    let client: ClientFacts
    let custom: JSON.Object
    /// `add:authenticators`: the application vouches for it that a new address is the person's, although it lets them
    /// prove nothing that they have had before.
    let scope: Set<String>

    init(_ body: ObjectReader, _ http: Request) throws {
        let (mail, phone) = (try body.text("email", maximum: 254), try body.text("phoneNumber", maximum: 40))
        switch try body.required("verificationMethod") {
        case "EMAIL_OTP": (method, address) = (.emailCode, mail.map { .mail($0) })
        case "SMS": (method, address) = (.textMessageCode, phone.map { .phone($0) })
        case _: throw body.fault("verificationMethod", "must be EMAIL_OTP or SMS")
        }
        if let mail, MailAddress(mail) == nil { throw body.fault("email", "must be a mail address") }
        let hasUser = try body.text("userId") != nil
        let hasChallenge = try body.text("challengeId") != nil
        guard hasUser || hasChallenge || address != nil else {
            throw APIError.invalid("One of userId, email and phoneNumber is needed.")
        }
        action = try body.required("action")
        guard ActionConfiguration.isCode(action) else {
            throw body.fault("action", "must be at most 64 letters, digits, '-', '_' and '.'")
        }
        client = try ClientFacts(body, http)
        scope = try TrackRequest.scope(body)
        custom = try CustomData.read("custom", body) ?? JSON.Object()
    }

    var parameters: JSON.Object {
        switch address {
        case .mail(let address)?: ["email": .string(address)]
        case .phone(let number)?: ["phoneNumber": .string(number)]
        case nil: JSON.Object()
        }
    }
}

extension FactorRefusal {
    /// Authsignal's words for a code that was not right; nil: it is not about the code.
    var codeFailure: String? {
        switch reason {
        case .wrong, .expired, .malformed: "CODE_INVALID_OR_EXPIRED"
        case .tooMany: "MAX_ATTEMPTS_EXCEEDED"
        case .cancelled, .notPermitted, .notEnrolled, .alreadyEnrolled, .badAddress, .undeliverable, .unacceptable,
            .needsProof, .unsupported:
            nil
        }
    }
}

extension ProvenAddress {
    var mail: String? {
        guard case .mail(let address) = self else { return nil }
        return address
    }

    var phone: String? {
        guard case .phone(let number) = self else { return nil }
        return number
    }
}

extension Set<ProvenAddress> {
    var mail: String? { compactMap(\.mail).sorted().first }
    var phone: String? { compactMap(\.phone).sorted().first }
}

// What a challenge of an application's server remembers.
extension Challenge {
    var serversMethod: VerificationMethod? {
        get { notes["method"]?.string.flatMap(VerificationMethod.init(rawValue:)) }
        set { notes["method"] = newValue.map { .string($0.rawValue) } }
    }

    /// The address that the application has named.
    var serversAddress: ProvenAddress? {
        get { notes["email"]?.string.map { .mail($0) } ?? notes["phoneNumber"]?.string.map { .phone($0) } }
        set {
            notes["email"] = (newValue?.mail).map { .string($0) }
            notes["phoneNumber"] = (newValue?.phone).map { .string($0) }
        }
    }

    /// The person's browser is not known to whoever answers for it.
    func client(_ http: Request) -> ClientFacts {
        ClientFacts(address: "", userAgent: "", correlationID: http.correlationID)
    }
}
