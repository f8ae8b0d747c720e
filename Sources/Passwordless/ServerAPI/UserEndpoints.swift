import Base
import Directory
import HTTP

/// `/v1/users`: the people of a realm.
struct UserEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons

    private static let maximumPage: Int64 = 100

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.get, "/v1/users", list) + route(.get, "/v1/users/{user}", get)
            + route(.patch, "/v1/users/{user}", patch) + route(.delete, "/v1/users/{user}", delete)
    }

    private func list(_ call: APICall) async throws -> Response {
        let query = call.http.query
        let limit = query["limit"].map { Int64($0) ?? 0 } ?? 20
        guard (1...Self.maximumPage).contains(limit) else {
            throw APIError.invalid("limit must be a number from 1 to \(Self.maximumPage).")
        }
        if let token = query["token"] { return try await list(ownerOf: token, call) }
        // One more than is wanted tells whether there are more.
        var wanted = UserQuery(limit: Int(limit) + 1)
        wanted.email = query["email"]
        wanted.phoneNumber = query["phoneNumber"]
        wanted.username = query["username"]
        wanted.after = query["lastEvaluatedUserId"].map { User.ID($0) }
        let found = try await parts.users.users(wanted, of: call.realm.tenant)
        let page = found.prefix(Int(limit))
        var answer: JSON.Object = ["users": .array(page.map(\.listShape))]
        if found.count > page.count { answer.set("lastEvaluatedUserId", page.last?.id.text) }
        return .json(.object(answer))
    }

    /// Whose token it is, and what it says.
    private func list(ownerOf token: String, _ call: APICall) async throws -> Response {
        guard let open = try await parts.challenges.challenge(token, of: call.realm.realm) else {
            throw APIError.expiredToken
        }
        let challenge = open.challenge
        var users: [User] = []
        if let id = challenge.user, challenge.claimedIdentifier == nil {
            users = [try await parts.users.user(id, of: call.realm.tenant)].compactMap(\.self)
        }
        var other: JSON.Object = ["tenantId": .string(call.realm.tenant.text), "actionCode": .string(challenge.action)]
        other.set("userId", users.first?.id.text)
        other.set("idempotencyKey", challenge.idempotencyKey)
        return .json([
            "users": .array(users.map(\.listShape)),
            "tokenPayload": [
                "sub": users.first.map { .string($0.id.text) } ?? .null, "other": .object(other),
                "aud": .string(call.realm.base), "scope": .string(challenge.scope.sorted().joined(separator: " ")),
                "iat": .integer(challenge.createdAt.seconds), "exp": .integer(challenge.expiresAt.seconds),
            ],
        ])
    }

    /// A person whom nobody has told of yet is one who is not enrolled: applications ask before they track.
    private func get(_ call: APICall) async throws -> Response {
        let id = try Persons.id(call["user"])
        let user =
            try await parts.users.user(id, of: call.realm.tenant)
            ?? User(id: id, tenant: call.realm.tenant, identities: [], createdAt: parts.now())
        let own = try await parts.authenticators.authenticators(of: id, in: call.realm.tenant)
        var shape: JSON.Object = ["userId": .string(id.text), "isEnrolled": .bool(own.isEnrolled)]
        for member in user.attributesShape.members { shape[member.name] = member.value }
        shape["enrolledVerificationMethods"] = own.enrolledMethods.json
        shape["allowedVerificationMethods"] = parts.offered(in: call.realm).json
        return .json(.object(shape))
    }

    /// Makes the person where there is none.
    private func patch(_ call: APICall) async throws -> Response {
        let patch = try PersonPatch(try call.body())
        let user = try await persons.person(try Persons.id(call["user"]), patch, in: call.realm)
        return .json(.object(user.attributesShape))
    }

    /// With all that they have. Who is not there is gone too.
    private func delete(_ call: APICall) async throws -> Response {
        try await parts.users.delete(try Persons.id(call["user"]), of: call.realm.tenant)
        return .json(["success": true])
    }
}

extension RealmAPI.Parts {
    /// What a realm has switched on and this server knows.
    func offered(in realm: RealmContext) -> [VerificationMethod] {
        realm.settings.methods.filter { factors[$0] != nil }
    }
}
