import Base
import Directory
import HTTP

/// `/v1/users/{user}/actions`: tracking, looking up and reviewing what people do.
struct ActionEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons
    let tokens: ChallengeTokens

    private static let maximumPage = 100

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.post, "/v1/users/{user}/actions/{action}", track)
            + route(.get, "/v1/users/{user}/actions/{action}/{key}", get)
            + route(.patch, "/v1/users/{user}/actions/{action}/{key}", review)
            + route(.get, "/v1/users/{user}/actions", listOfUser) + route(.get, "/v1/actions", listAll)
    }

    private func track(_ call: APICall) async throws -> Response {
        let request = try TrackRequest(call)
        let user = try await persons.person(try Persons.id(call["user"]), request.person, in: call.realm)
        guard user.isEnabled else { throw APIError(403, "user_disabled", "The user is disabled.") }
        let tracked = try await parts.actions.track(request.action(of: user, code: call["action"]), in: call.realm)
        var open = try await tokens.open(tracked, request, in: call.realm)
        if let id = request.challengeID { open = try await tokens.claim(id, open, in: call.realm) }
        return try await answer(tracked, open, user, in: call.realm)
    }

    private func answer(
        _ tracked: Tracked, _ open: Challenges.Open, _ user: User, in realm: RealmContext
    ) async throws -> Response {
        let own = try await parts.authenticators.authenticators(of: user.id, in: realm.tenant)
        let allowed = parts.offered(in: realm).filter { open.challenge.permits($0) }
        var shape: JSON.Object = [
            "idempotencyKey": .string(tracked.action.idempotencyKey),
            "state": .string(open.challenge.state.rawValue), "url": .string(tokens.page(of: open, in: realm)),
            "token": .string(open.token.exposed), "isEnrolled": .bool(own.isEnrolled),
            "enrolledVerificationMethods": own.enrolledMethods.json, "allowedVerificationMethods": allowed.json,
            "ruleIds": JSON(tracked.content.ruleIDs),
        ]
        let preferred = open.challenge.defaultMethod ?? user.defaultMethod
        shape.set("defaultVerificationMethod", preferred.flatMap { allowed.contains($0) ? $0.rawValue : nil })
        return .json(.object(shape))
    }

    private func get(_ call: APICall) async throws -> Response {
        let action = try await parts.trackedActions.action(
            call["action"], key: call["key"], of: try Persons.id(call["user"]), in: call.realm.tenant)
        guard let action else { throw APIError.notFound("action") }
        return .json(action.shape(call.realm.settings.action(action.code)))
    }

    /// A person's or a system's word on an action, for instance one that waits for review.
    private func review(_ call: APICall) async throws -> Response {
        let body = try call.body()
        guard let state = try body.choice("state", ActionState.self) else { throw body.fault("state", "is missing") }
        let action = try await parts.actions.review(
            call["action"], key: call["key"], of: try Persons.id(call["user"]), as: state, in: call.realm)
        guard let action else { throw APIError.notFound("action") }
        return .json(action.shape(call.realm.settings.action(action.code)))
    }

    /// `fromDate`, `codes` (with commas), `state`. Newest first.
    private func listOfUser(_ call: APICall) async throws -> Response {
        var query = try query(call)
        query.user = try Persons.id(call["user"])
        return .json(.array(try await parts.trackedActions.actions(query, in: call.realm.tenant).map(\.listShape)))
    }

    /// Of everybody: the queue of what waits for review is `?state=REVIEW_REQUIRED`.
    private func listAll(_ call: APICall) async throws -> Response {
        let actions = try await parts.trackedActions.actions(try query(call), in: call.realm.tenant)
        return .json(.array(actions.map { $0.shape(call.realm.settings.action($0.code)) }))
    }

    private func query(_ call: APICall) throws(APIError) -> ActionQuery {
        var query = ActionQuery(limit: Self.maximumPage)
        let parameters = call.http.query
        query.codes = (parameters["codes"] ?? "").split(separator: ",").map(String.init)
        if let state = parameters["state"] {
            guard ActionState(rawValue: state) != nil else {
                throw .invalid("There is no state \"\(state.prefix(40))\".")
            }
            query.states = [state]
        }
        if let text = parameters["fromDate"] {
            guard let from = Timestamp(iso8601: text) ?? CalendarDate(text)?.start else {
                throw .invalid("fromDate must be a time in ISO 8601.")
            }
            query.from = from
        }
        return query
    }
}

/// What an application says of an action that it tracks.
struct TrackRequest: Sendable {
    var idempotencyKey: String?
    var redirectURL: String?
    var opensSettings: Bool
    var forcesEnrolment: Bool
    var client: ClientFacts
    var scope: Set<String>
    var person: PersonPatch
    var custom: JSON.Object
    var challengeID: String?

    /// What a token may be allowed beyond what its person has proven.
    static let scopes: Set<String> = [
        "read:authenticators", "add:authenticators", "remove:authenticators", "update:authenticators",
    ]

    /// The scope of init-auth is that of OpenID Connect, and so has other words too.
    static func scope(_ body: ObjectReader, allowsOthers: Bool = false) throws -> Set<String> {
        let words = Set((try body.text("scope") ?? "").split(separator: " ").map(String.init))
        let known = words.intersection(scopes)
        guard allowsOthers || known == words else {
            throw body.fault("scope", "may have \(scopes.sorted().joined(separator: ", "))")
        }
        return known
    }

    /// Members that are not known are ignored: SDKs send more than we have.
    init(_ call: APICall, isInitAuth: Bool = false) throws {
        let body = try call.body()
        let key = try body.text("idempotencyKey", maximum: 255) ?? call.http.headers["Idempotency-Key"]
        idempotencyKey = key.flatMap { $0.isEmpty ? nil : $0 }
        if let key = idempotencyKey, !Persons.isID(key) {
            throw body.fault("idempotencyKey", "must have 1 to 255 bytes")
        }
        redirectURL = try body.text("redirectUrl", maximum: 2048)
        if let text = redirectURL {
            guard let url = URL(text), url.scheme == "https" || (url.scheme == "http" && url.isLoopback) else {
                throw body.fault("redirectUrl", "must be an https address")
            }
        }
        opensSettings = try body.flag("redirectToSettings") ?? false
        forcesEnrolment = try body.flag("forceEnrollment") ?? false
        client = try ClientFacts(body, call.http)
        scope = try Self.scope(body, allowsOthers: isInitAuth)
        custom = try CustomData.read("custom", body) ?? JSON.Object()
        challengeID = try body.text("challengeId", maximum: 128)
        person = try PersonPatch(body)
        // Of an action, `custom` is the action's.
        person.custom = .keep
    }

    func action(of user: User, code: String) throws(APIError) -> ActionRequest {
        guard ActionConfiguration.isCode(code) else {
            throw .invalid("An action code has at most 64 letters, digits, '-', '_' and '.'.")
        }
        return ActionRequest(user: user, code: code, idempotencyKey: idempotencyKey, client: client, custom: custom)
    }
}

extension ClientFacts {
    /// The person's browser as the application describes it: the request itself is the application's.
    init(_ body: ObjectReader, _ http: Request) throws(ObjectReader.Fault) {
        let address = try body.text("ipAddress", maximum: 64) ?? ""
        guard address.isEmpty || IPAddress(address) != nil else {
            throw body.fault("ipAddress", "must be an IP address")
        }
        self.init(
            address: address, userAgent: try body.text("userAgent", maximum: 2048) ?? "",
            device: try body.text("deviceId", maximum: 255).map { Device.ID($0) },
            languages: [try body.text("locale", maximum: 35)].compactMap(\.self),
            correlationID: http.correlationID)
    }
}

extension User {
    private static let defaultMethodName = User.ownAttribute("defaultMethod")

    /// What the application has made the person's first choice.
    var defaultMethod: VerificationMethod? {
        get { attributes[Self.defaultMethodName]?.string.flatMap(VerificationMethod.init(rawValue:)) }
        set { attributes[Self.defaultMethodName] = newValue.map { .string($0.rawValue) } }
    }
}
