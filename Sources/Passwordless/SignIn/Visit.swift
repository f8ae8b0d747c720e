import Base
import Directory
import HTTP
import OpenIDProvider
import Pages

/// A request to a page of a sign-in, with the sign-in that it is of.
struct Visit: Sendable {
    let flow: SignInFlow
    let realm: RealmContext
    let http: Request
    let form: Parameters
    var signIn: SignIn

    var desks: RealmDesks { flow.desks }
    /// Path of the sign-in's pages.
    var address: String { flow.address(of: signIn, in: realm).path }
    var client: ClientFacts { flow.clientFacts(http, realm, signIn) }

    func go(_ path: String) -> Response { flow.go(signIn, path, in: realm) }
    func proceed() async throws -> Response { try await flow.proceed(signIn, in: realm, http) }
    mutating func save() async throws { try await flow.signIns.save(&signIn, in: realm, http) }

    /// The sign-in as the desks take it: written down.
    mutating func open() async throws -> Challenges.Open {
        try await save()
        guard let open = signIn.open else { throw SignInLost() }
        return open
    }

    /// The same where nothing is sent to anybody: what is written down already need not be again.
    mutating func openAsItIs() async throws -> Challenges.Open {
        if let open = signIn.open, open.challenge == signIn.challenge { return open }
        return try await open()
    }

    func frame() async throws -> RealmFrame {
        guard case .client(let parameters) = signIn.purpose else {
            var frame = flow.pages.frame(realm, http, language: signIn.language)
            // The server that has tracked the action has said where its pages are.
            if case .action(let address?) = signIn.purpose, let origin = URL(address)?.origin {
                frame.embedders = [origin]
            }
            return frame
        }
        let known = Parameters(urlEncoded: parameters)
        var client: Client?
        if let id = known?["client_id"] { client = try await flow.clients.client(id, of: try await flow.issuer(realm)) }
        return flow.pages.frame(
            realm, http, language: known?["ui_locales"] ?? signIn.language, client: client)
    }

    func answer(_ page: some RealmPage, in frame: RealmFrame, status: Int = 200) -> Response {
        page.response(in: frame, status: status).setting(signIn.cookies)
    }

    /// Whom the page takes the person for.
    func who() async throws -> RealmWho? {
        if let identifier = signIn.challenge.claimedIdentifier {
            return RealmWho(name: identifier, change: "\(address)/change")
        }
        guard let id = signIn.challenge.user, let user = try await desks.users.user(id, of: realm.tenant) else {
            return nil
        }
        return RealmWho(name: user.knownName ?? "", change: nil)
    }

    /// What is kept of what the browser says that it can.
    mutating func noteCapabilities() {
        if let kind = form["webauthn"], ["platform", "roaming", "none"].contains(kind) {
            signIn.challenge.notes["webauthn"] = .string(kind)
        }
        if form["conditionalCreate"] == "yes" { signIn.challenge.notes["conditionalCreate"] = true }
        // A box without its tick sends nothing, so that the form says besides that there was one.
        if form["remembering"] != nil { signIn.remembersBrowser = form["remember"] == "yes" }
    }

    /// A refusal is shown on the step's page. What was counted in the meantime is read again.
    mutating func note(_ refusal: FactorRefusal, of method: VerificationMethod) async throws {
        try await flow.signIns.reload(&signIn, in: realm)
        // Another tab has answered rightly, and this one is to write nothing over that.
        guard !signIn.challenge.proofs.contains(where: { $0.method == method }) else { return }
        signIn.trouble = Trouble(method, refusal.reason)
        try await save()
    }
}

extension String {
    /// Of an absolute address; the text itself where it is none.
    fileprivate var path: String { URL(self)?.path ?? self }
}

extension User {
    /// What people see of each other: name, mail address, user name.
    var knownName: String? {
        attributes["displayName"]?.string ?? mailAddress ?? unverifiedMail ?? signInName ?? username
    }
}
