import Base
import Cryptography
import Directory
import HTTP
import OpenID
import OpenIDProvider

/// Where a sign-in goes from one page to the next, and how it ends. The endpoints of the pages change a `SignIn` and
/// hand it back here.
struct SignInFlow: Sendable {
    let desks: RealmDesks
    let signIns: SignIns
    let sessions: RealmSessions
    let issuers: RealmIssuers
    let clients: RealmClients
    let claims: RealmClaims
    let responder: AuthorizeResponder
    let pages: RealmPageMaker
    let pageKey: Secret<Bytes>
    let now: Now
    let random: Random
    let emit: Emit

    /// A challenge for somebody whom nobody knows yet, or who is to prove more.
    func challenge(
        _ action: String, in realm: RealmContext, contextClasses: [String] = [],
        notes: JSON.Object = JSON.Object()
    ) -> Challenge {
        let time = now()
        return Challenge(
            realm: realm.realm.id, user: nil, action: action, contextClasses: contextClasses, notes: notes,
            createdAt: time, expiresAt: time.adding(seconds: SignIns.lifetime))
    }

    /// The challenge of a token that an application's server has for its person's browser, under a new token, so that
    /// the old one works once. Nil: there is none, or it was made for something else (a code that the server checks
    /// itself, an app, another browser's sign-in), which must not sign a browser in.
    func adopt(
        _ token: String, madeFor owner: Challenge.Owner, in realm: RealmContext
    ) async throws -> Challenges.Open? {
        guard var open = try await desks.challenges.challenge(token, of: realm.realm),
            open.challenge.owner == owner, open.challenge.user != nil
        else { return nil }
        open.challenge.owner = nil
        return try await desks.challenges.renew(open)
    }

    /// The browser goes to a page of the sign-in. 303: whatever was posted stays behind.
    func go(_ signIn: SignIn, _ path: String, in realm: RealmContext) -> Response {
        Response.redirect(to: "\(address(of: signIn, in: realm))\(path)", status: 303).setting(signIn.cookies)
    }

    func address(of signIn: SignIn, in realm: RealmContext) -> String { "\(realm.base)/signin/\(signIn.id)" }

    func issuer(_ realm: RealmContext) async throws -> Issuer { try await issuers.issuer(of: realm) }

    /// The request that is to be answered, made again from its parameters.
    func request(
        _ parameters: String, _ realm: RealmContext
    ) async throws -> (request: AuthorizationRequest, client: Client, issuer: Issuer) {
        let issuer = try await issuer(realm)
        guard let parameters = Parameters(urlEncoded: parameters), let id = parameters["client_id"],
            let client = try await clients.client(id, of: issuer), client.isEnabled
        else { throw SignInLost() }
        return (try AuthorizationRequest(parameters, client: client, issuer: issuer), client, issuer)
    }
}

/// No such sign-in: over, expired, or another browser's.
struct SignInLost: Error {}

extension Response {
    func setting(_ cookies: [SetCookie]) -> Response { cookies.reduce(self) { $0.setting($1) } }
}
