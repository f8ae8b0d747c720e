import Base
import Cryptography
import Directory
import HTTP
import OpenID
import OpenIDProvider

/// How people sign in to a realm.
struct RealmInteraction: Interaction {
    let flow: SignInFlow

    func begin(
        _ request: AuthorizationRequest, client: Client, issuer: Issuer, http: Request
    ) async throws -> Response {
        let realm = try await realm(of: issuer, http)
        var parameters = request.parameters
        if let token = parameters.remove("token") {
            return try await begin(token, parameters, realm, http)
        }
        let essential = Self.essentialClasses(request)
        let classes = essential ?? request.acrValues
        var challenge = flow.challenge("signIn", in: realm, contextClasses: classes)
        if let found = try await flow.sessions.find(realm, http),
            request.accepts(authenticatedAt: found.content.authenticatedAt, at: flow.now())
        {
            challenge.user = found.user.id
            challenge.proofs = found.content.proofs
            if challenge.isMet(in: realm),
                let response = try await flow.answer(found, &challenge, request, client, issuer, realm, http)
            {
                return response
            }
        }
        guard !request.prompts.contains(.none) else {
            throw ProtocolError(.loginRequired, "The person must sign in.")
        }
        challenge.notes["parameters"] = .string(parameters.urlEncoded)
        if let hint = request.loginHint { challenge.notes["hint"] = .string(String(hint.prefix(254))) }
        if essential != nil { challenge.notes["essential"] = true }
        let signIn = try await flow.signIns.start(challenge, in: realm, http)
        // Who is known already goes on to what is missing.
        return challenge.user == nil
            ? flow.go(signIn, "", in: realm) : try await flow.proceed(signIn, in: realm, http)
    }

    /// With the token of `init-auth`, which works once: the address that holds it is worthless from here on, and the
    /// challenge is this browser's.
    private func begin(
        _ token: String, _ parameters: Parameters, _ realm: RealmContext, _ http: Request
    ) async throws -> Response {
        guard var renewed = try await flow.adopt(token, madeFor: .initAuth, in: realm) else {
            throw ProtocolError(.invalidRequest, "The token is not valid, has expired, or was used.")
        }
        renewed.challenge.notes["parameters"] = .string(parameters.urlEncoded)
        renewed.challenge.expiresAt = flow.now().adding(seconds: SignIns.lifetime)
        var signIn = flow.signIns.adopt(renewed, in: realm, http)
        signIn.isInitiated = true
        try await flow.signIns.save(&signIn, in: realm, http)
        return try await flow.proceed(signIn, in: realm, http)
    }

    func refresh(
        _ previous: Authentication, grant: Grant, token: RefreshToken, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication {
        let realm = try await realm(of: issuer, http)
        guard previous.isProven, let id = grant.user,
            let user = try await flow.desks.users.user(User.ID(id), of: realm.tenant), user.isEnabled,
            user.tokensValidFrom <= grant.authenticatedAt
        else {
            throw ProtocolError(.invalidGrant, "The person may not have tokens any more.")
        }
        var next = previous
        for (name, value) in flow.claims.claims(of: user, scope: grant.scope).members.map({ ($0.name, $0.value) }) {
            next.claims[name] = value
        }
        next.claims["is_enrolled"] = .bool(try await flow.desks.isEnrolled(user.id, in: realm))
        return next
    }

    func userInfo(_ token: AccessTokenClaims, issuer: Issuer, http: Request) async throws -> JSON.Object {
        let realm = try await realm(of: issuer, http)
        // A code that was issued although nothing was proven opens nothing.
        guard token.claims["auth_time"] != nil else { return JSON.Object() }
        var id = token.subject
        if let grant = token.grant { id = try await flow.desks.grants.grant(grant)?.user ?? id }
        guard let user = try await flow.desks.users.user(User.ID(id), of: realm.tenant), user.isEnabled else {
            throw ProtocolError(.invalidToken, "The access token is not valid any more.")
        }
        return flow.claims.claims(of: user, scope: token.scope)
    }

    private func realm(of issuer: Issuer, _ http: Request) async throws -> RealmContext {
        let realm = try await flow.desks.realms.realm(
            of: issuer.directory, issuer: issuer.identifier, origin: http.origin)
        guard let realm else { throw SignInLost() }
        return realm
    }

    /// The `acr` that the client cannot do without (OpenID Connect Core §5.5.1.1); `acr_values` are wishes.
    private static func essentialClasses(_ request: AuthorizationRequest) -> [String]? {
        let claim = request.claims?["id_token"]?["acr"]
        guard claim?["essential"]?.bool == true else { return nil }
        let values = [claim?["value"]?.string].compactMap(\.self) + (claim?["values"]?.strings ?? [])
        return values.isEmpty ? nil : values
    }
}

// Signing out (OpenID Connect RP-Initiated Logout).
extension RealmInteraction {
    func endSession(_ request: LogoutRequest, issuer: Issuer, http: Request) async throws -> Response {
        let realm = try await realm(of: issuer, http)
        guard let found = try await flow.sessions.find(realm, http) else {
            return signedOut([], request, realm, http)
        }
        // Whoever shows no ID token of this session may be any page on the web: the person is asked (§2).
        let isOwn = request.sessionID == found.content.id || request.subject == found.user.id.text
        let proof = flow.confirmation(of: found)
        guard isOwn || request.parameters["confirm"].map({ constantTimeEqual($0.utf8, proof.utf8) }) == true else {
            return flow.pages.signOutQuestion(request.parameters, confirm: proof, realm, http)
        }
        try await flow.sessions.end(found)
        var frames: [String] = []
        for id in found.content.clients {
            guard let uri = try await flow.clients.client(id, of: issuer)?.frontChannelLogoutURI else { continue }
            let parameters: Parameters = ["iss": issuer.identifier, "sid": found.content.id]
            frames.append("\(uri)\(uri.contains("?") ? "&" : "?")\(parameters.urlEncoded)")
        }
        return signedOut(frames, request, realm, http).setting(flow.sessions.expired(realm, http))
    }

    private func signedOut(
        _ frames: [String], _ request: LogoutRequest, _ realm: RealmContext, _ http: Request
    ) -> Response {
        if frames.isEmpty, let destination = request.destination { return .redirect(to: destination, status: 303) }
        return flow.pages.signedOut(frames, continueTo: request.destination, realm, http)
    }
}

extension SignInFlow {
    /// Proves that a form came from a page that this session was shown.
    func confirmation(of found: RealmSessions.Found) -> String {
        Base64.encodeURL(HMAC.sha256(Bytes(utf8: "realm page \(found.session.id.text)"), key: pageKey.exposed))
    }
}
