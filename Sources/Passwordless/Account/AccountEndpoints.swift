import Base
import Directory
import FIDO
import HTTP
import Pages

/// The account page and what can be done there. Every change needs a session, a form of ours, and where it is about
/// factors, a fresh proof of the strongest one (ASVS 7.5.1).
struct AccountEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        RealmPageRoutes(flow: flow).route(.get, "/account") { realm, http, _ in try await page(realm, http) }
            + change("/sign-out") { try await signOut($0) }
            + change("/add/{method}") { try await add($0) }
            + change("/factors/{id}/rename") { try await rename($0) }
            + change("/factors/{id}/remove") { try await remove($0) }
            + change("/language") { try await speak($0) }
            + change("/devices/forget") { try await forget($0) }
            + change("/sessions/end") { try await end($0) }
            + change("/sessions/end-others") { try await endOthers($0) }
    }

    /// A change that somebody asks for.
    private struct Call: Sendable {
        let realm: RealmContext
        let http: Request
        let path: PathParameters
        let form: Parameters
        let found: RealmSessions.Found
    }

    private func change(
        _ path: String, _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> [Route] {
        RealmPageRoutes(flow: flow).route(.post, "/account\(path)") { realm, http, path in
            let form = try http.form()
            guard let found = try await flow.sessions.find(realm, http),
                constantTimeEqual((form["csrf"] ?? "").utf8, flow.confirmation(of: found).utf8)
            else { return .redirect(to: "\(realm.base)/account", status: 303) }
            return try await answer(Call(realm: realm, http: http, path: path, form: form, found: found))
        }
    }

    private func back(_ realm: RealmContext, _ done: String? = nil) -> Response {
        .redirect(to: "\(realm.base)/account\(done.map { "?done=\($0)" } ?? "")", status: 303)
    }

    // MARK: - The page

    private func page(_ realm: RealmContext, _ http: Request) async throws -> Response {
        guard let found = try await flow.sessions.find(realm, http),
            try await flow.sessions.touch(found, client: nil, in: realm)
        else {
            let challenge = flow.challenge("manageAccount", in: realm)
            return flow.go(try await flow.signIns.start(challenge, in: realm, http), "", in: realm)
        }
        var frame = flow.pages.frame(realm, http)
        // It has a choice of its own, which is kept with the account.
        frame.path = nil
        var page = RealmAccountPage(
            address: "\(frame.base)/account", csrf: flow.confirmation(of: found), name: found.user.knownName ?? "")
        let texts = frame.texts
        page.notice = ["saved", "removed", "added", "ended"].first { $0 == http.query["done"] }.map { (name: String) in
            texts("account.\(name)")
        }
        if let id = http.query["return"], id.utf8.count <= 64, id.allSatisfy({ $0.isASCII && !"/?#\\".contains($0) }) {
            page.goOn = "\(frame.base)/signin/" + id + "/settings"
        }
        try await fill(&page, found, realm, texts)
        return page.response(in: frame)
    }

    private func fill(
        _ page: inout RealmAccountPage, _ found: RealmSessions.Found, _ realm: RealmContext, _ texts: RealmTexts
    ) async throws {
        let (user, desks) = (found.user, flow.desks)
        let own = try await desks.authenticators.authenticators(of: user.id, in: realm.tenant)
            .filter { $0.verifiedAt != nil }
        let methods = Set(own.compactMap { VerificationMethod(rawValue: $0.method) })
        page.factors = own.map { factor($0, among: own, texts) }
        page.additions = flow.enrollable(in: realm, besides: methods).map {
            .init(method: $0.rawValue, name: $0.name(texts), hint: $0.hint(texts, []), address: "")
        }
        page.offersPasskey =
            !methods.contains(.passkey) && page.additions.contains { $0.method == VerificationMethod.passkey.rawValue }
        let now = flow.now()
        page.devices = try await desks.devices.devices(of: user.id, in: realm.tenant).filter {
            realm.settings.sessions.remembers($0, at: now)
        }.map {
            .init(
                id: $0.id.text, name: $0.name.isEmpty ? DeviceName.of($0.userAgent) : $0.name, address: $0.address,
                seenAt: $0.lastSeenAt, isCurrent: $0.id == found.content.device,
                isPhone: DeviceName.isPhone($0.userAgent), until: realm.settings.sessions.remembers(until: $0))
        }
        page.sessions = try await flow.sessions.all(of: user.id, in: realm).compactMap { session in
            guard let content = RealmSession(stored: session.content) else { return nil }
            return .init(
                id: session.id.text, name: DeviceName.of(content.userAgent), address: content.address,
                seenAt: session.usedAt, isCurrent: session.id == found.session.id,
                isPhone: DeviceName.isPhone(content.userAgent))
        }
        page.events = try await desks.activities.activities(of: user.id, in: realm.tenant, limit: 12).map {
            event($0, texts)
        }
        page.signal = signal(own, user, realm)
    }

    private func factor(
        _ authenticator: Authenticator, among own: [Authenticator], _ texts: RealmTexts
    ) -> RealmAccountPage.Factor {
        let method = VerificationMethod(rawValue: authenticator.method)
        let content = CredentialContent(authenticator)
        let others = own.filter { $0.id != authenticator.id && $0.method != VerificationMethod.recoveryCode.rawValue }
        let name = authenticator.shownName(texts)
        var detail = content.map { texts($0.record.backupEligible ? "account.synced" : "account.bound") }
        if method == .recoveryCode {
            let (left, all) = (RecoveryCodes.left(of: authenticator), RecoveryCodes.count)
            detail = texts("account.codesLeft", ["left": String(left), "all": String(all)])
        }
        let question = texts(content == nil ? "account.removeQuestion" : "account.removePasskey", ["name": name])
        return .init(
            id: authenticator.id.text, method: authenticator.method,
            kind: method == .recoveryCode ? name : method?.name(texts) ?? authenticator.method, name: name,
            createdAt: authenticator.createdAt, usedAt: authenticator.lastUsedAt, detail: detail,
            canRename: content != nil || method == .authenticatorApp,
            removal: method == .recoveryCode || !others.isEmpty ? question : nil)
    }

    private func event(_ activity: Activity, _ texts: RealmTexts) -> RealmAccountPage.Event {
        let name = Authenticator.shownName(
            activity.content["name"]?.string ?? "", activity.content["method"]?.string ?? "", texts)
        let text = texts.known("activity.\(activity.kind)", ["name": name]) ?? activity.kind
        let device =
            activity.content["device"]?.string ?? activity.content["userAgent"]?.string.map { DeviceName.of($0) }
        let methods = (activity.content["methods"]?.strings ?? []).compactMap {
            VerificationMethod(rawValue: $0)?.name(texts)
        }
        var named: [String] = []
        for method in methods where !named.contains(method) { named.append(method) }
        let parts = named + [device, activity.content["address"]?.string].compactMap(\.self)
        return .init(text: text, detail: parts.joined(separator: " · "), at: activity.at)
    }

    /// What password managers are to know: which passkeys are still good, and whose they are.
    private func signal(_ own: [Authenticator], _ user: User, _ realm: RealmContext) -> JSON? {
        guard let handle = UserHandle.known(user) else { return nil }
        // Security keys too: whatever is not named here of this person's is taken for gone.
        let methods = [VerificationMethod.passkey.rawValue, VerificationMethod.securityKey.rawValue]
        let ids = own.filter { methods.contains($0.method) }.compactMap(\.handle)
        let name = user.knownName ?? ""
        return [
            "rpId": .string(realm.relyingPartyID), "userId": .string(Base64.encodeURL(handle)),
            "accepted": JSON(ids), "name": .string(user.accountName), "displayName": .string(name),
        ]
    }

    // MARK: - Changes

    private func signOut(_ call: Call) async throws -> Response {
        try await flow.sessions.end(call.found)
        return flow.pages.signedOut([], continueTo: nil, call.realm, call.http)
            .setting(flow.sessions.expired(call.realm, call.http))
    }

    /// Through a sign-in, which asks first for a proof where this session's is old or weak.
    private func add(_ call: Call) async throws -> Response {
        guard let method = VerificationMethod(rawValue: call.path["method"]) else { throw SignInLost() }
        return try await prove(call, addition: method)
    }

    private func rename(_ call: Call) async throws -> Response {
        let id = Authenticator.ID(call.path["id"])
        let isDone = try await flow.desks.enrolling.rename(
            id, to: call.form["name"] ?? "", of: call.found.user.id, in: call.realm)
        return back(call.realm, isDone ? "saved" : nil)
    }

    private func remove(_ call: Call) async throws -> Response {
        let challenge = call.found.content.challenge(in: call.realm, at: flow.now())
        let (id, realm) = (Authenticator.ID(call.path["id"]), call.realm)
        let own = try await flow.desks.authenticators.authenticators(of: call.found.user.id, in: realm.tenant)
        let others = own.filter { $0.id != id && $0.method != VerificationMethod.recoveryCode.rawValue }
        let isCode = own.contains { $0.id == id && $0.method == VerificationMethod.recoveryCode.rawValue }
        guard isCode || !others.isEmpty else { return back(realm) }
        guard try await isProven(call) else { return try await prove(call, addition: nil) }
        let isDone = try await flow.desks.enrolling.remove(
            id, challenge, in: realm, flow.clientFacts(call.http, realm))
        return back(realm, isDone ? "removed" : nil)
    }

    private func isProven(_ call: Call) async throws -> Bool {
        let challenge = call.found.content.challenge(in: call.realm, at: flow.now())
        return try await flow.desks.enrolling.isStrongEnough(challenge, in: call.realm)
    }

    private func prove(_ call: Call, addition: VerificationMethod?) async throws -> Response {
        var challenge = flow.challenge("manageAccount", in: call.realm)
        challenge.user = call.found.user.id
        if try await isProven(call) { challenge.proofs = call.found.content.proofs }
        challenge.notes["again"] = true
        challenge.notes["add"] = addition.map { .string($0.rawValue) }
        let signIn = try await flow.signIns.start(challenge, in: call.realm, call.http)
        return try await flow.proceed(signIn, in: call.realm, call.http)
    }

    /// Of the pages here, and of messages from now on.
    private func speak(_ call: Call) async throws -> Response {
        let language = call.form["language"] ?? ""
        guard let cookie = LanguageCookie.make(language, call.realm, call.http) else { return back(call.realm) }
        _ = try await flow.desks.users.update(call.found.user.id, of: call.realm.tenant) { user in
            user.attributes["locale"] = .string(language)
        }
        return back(call.realm, "saved").setting([cookie])
    }

    private func forget(_ call: Call) async throws -> Response {
        let (user, realm, id) = (call.found.user.id, call.realm, Device.ID(call.form["id"] ?? ""))
        guard var device = try await flow.desks.devices.device(id, of: user, in: realm.tenant) else {
            return back(realm)
        }
        device.isInvalidated = true
        device.trustedUntil = nil
        try await flow.desks.devices.save(device, limit: DeviceMemory.maximumPerPerson)
        // What was signed in there is signed out.
        for session in try await flow.sessions.all(of: user, in: realm)
        where RealmSession(stored: session.content)?.device == id && session.id != call.found.session.id {
            try await flow.desks.sessions.end(session.id)
        }
        return back(realm, "saved")
    }

    private func end(_ call: Call) async throws -> Response {
        let own = try await flow.sessions.all(of: call.found.user.id, in: call.realm)
        guard let session = own.first(where: { $0.id.text == call.form["id"] }) else { return back(call.realm) }
        try await flow.desks.sessions.end(session.id)
        try await note(call)
        return back(call.realm, "ended")
    }

    private func endOthers(_ call: Call) async throws -> Response {
        for session in try await flow.sessions.all(of: call.found.user.id, in: call.realm)
        where session.id != call.found.session.id {
            try await flow.desks.sessions.end(session.id)
        }
        try await note(call)
        return back(call.realm, "ended")
    }

    private func note(_ call: Call) async throws {
        let facts = flow.clientFacts(call.http, call.realm)
        try await flow.desks.activities.add(
            Activity(
                tenant: call.realm.tenant, user: call.found.user.id, at: flow.now(), kind: "session.ended",
                content: ["device": .string(DeviceName.of(facts.userAgent)), "address": .string(facts.address)]))
    }
}

extension Authenticator {
    /// What its owner has called it; else what it is, in their language.
    fileprivate func shownName(_ texts: RealmTexts) -> String { Self.shownName(name, method, texts) }

    fileprivate static func shownName(_ name: String, _ method: String, _ texts: RealmTexts) -> String {
        // Named by us in English, where nobody has said anything else.
        let isPlain = ["", "Passkey", "Security key", "Authenticator app", "Recovery codes", "Password"].contains(name)
        guard isPlain, let known = VerificationMethod(rawValue: method) else { return name }
        return known == .recoveryCode ? texts("add.RECOVERY_CODE") : known.name(texts)
    }
}
