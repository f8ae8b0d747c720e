import Base
import Cryptography
import Directory
import HTTP

/// Keeps sign-ins: sealed in the browser until it has sent something, in the store from then on, so that an anonymous
/// flood of authorization requests writes nothing. A sign-in is found only with the cookie of the browser that has it.
struct SignIns: Sendable {
    let challenges: Challenges
    let sealer: Sealer
    let random: Random
    let now: Now

    static let lifetime: Int64 = 3600
    private static let purpose = "realm sign-in"
    /// A cookie holds 4096 bytes with its name.
    private static let maximumSealed = 3400

    /// A sign-in that nobody has answered yet, held by the browser where it is small enough.
    func start(_ challenge: Challenge, in realm: RealmContext, _ http: Request) async throws -> SignIn {
        var signIn = SignIn(id: random.token(16), challenge: challenge)
        signIn.newDevice = Device.ID(random.uuid())
        let challenge = signIn.challenge
        let sealed = try sealer.seal(challenge.stored.bytes, purpose: Self.purpose, place: place(signIn.id, realm))
        let text = Base64.encodeURL(sealed)
        guard text.utf8.count <= Self.maximumSealed else {
            try await open(&signIn, in: realm, http)
            return signIn
        }
        signIn.cookies = [cookie(signIn.id, "c.\(text)", realm, http)]
        return signIn
    }

    /// One that the store has already (`init-auth`).
    func adopt(_ open: Challenges.Open, in realm: RealmContext, _ http: Request) -> SignIn {
        var signIn = SignIn(id: random.token(16), open: open)
        signIn.newDevice = Device.ID(random.uuid())
        signIn.cookies = [cookie(signIn.id, "s.\(open.token.exposed)", realm, http)]
        return signIn
    }

    /// Nil: over, expired, or another browser's.
    func load(_ id: String, in realm: RealmContext, _ http: Request) async throws -> SignIn? {
        guard id.utf8.count <= 64 else { return nil }
        for value in http.cookies.all(name(id)) {
            if value.hasPrefix("s.") {
                guard let open = try await challenges.challenge(String(value.dropFirst(2)), of: realm.realm) else {
                    continue
                }
                return SignIn(id: id, open: open)
            }
            guard let sealed = Base64.decodeURL(String(value.dropFirst(2))),
                let bytes = try? sealer.open(sealed, purpose: Self.purpose, place: place(id, realm)),
                let challenge = (try? JSON(parsing: bytes)).flatMap(Challenge.init(stored:)),
                challenge.realm == realm.realm.id, now() < challenge.expiresAt
            else { continue }
            return SignIn(id: id, challenge: challenge)
        }
        return nil
    }

    /// Writes it, when it was only the browser's. Throws `Gone` where another tab or a second click was faster.
    func save(_ signIn: inout SignIn, in realm: RealmContext, _ http: Request) async throws {
        guard var current = signIn.open else { return try await open(&signIn, in: realm, http) }
        current.challenge = signIn.challenge
        guard let kept = try await challenges.save(current) else { throw Gone() }
        signIn.take(kept)
    }

    /// Reads it again: a refused answer has been counted in the meantime.
    func reload(_ signIn: inout SignIn, in realm: RealmContext) async throws {
        guard let open = signIn.open else { return }
        guard let current = try await challenges.challenge(open.token.exposed, of: realm.realm) else { throw Gone() }
        signIn.take(current)
    }

    /// It is over. Of two who end it at once, one is told that it is gone.
    func end(_ signIn: inout SignIn, in realm: RealmContext, _ http: Request) async throws {
        if let open = signIn.open {
            guard try await challenges.end(open) else { throw Gone() }
        }
        signIn.cookies.append(expired(signIn.id, realm, http))
    }

    /// The cookie of one that is over.
    func ended(_ signIn: SignIn, in realm: RealmContext, _ http: Request) -> SetCookie {
        expired(signIn.id, realm, http)
    }

    /// Another tab, or a second click, was faster.
    struct Gone: Error {}

    private func open(_ signIn: inout SignIn, in realm: RealmContext, _ http: Request) async throws {
        let open = try await challenges.open(signIn.challenge, in: realm.tenant)
        signIn.take(open)
        signIn.cookies = [cookie(signIn.id, "s.\(open.token.exposed)", realm, http)]
    }

    private func cookie(_ id: String, _ value: String, _ realm: RealmContext, _ http: Request) -> SetCookie {
        .ofRealm(
            name(id), value, in: realm, below: "/signin/\(id)", maximumAge: Int(Self.lifetime), http)
    }

    private func expired(_ id: String, _ realm: RealmContext, _ http: Request) -> SetCookie {
        .ofRealm(name(id), "", in: realm, below: "/signin/\(id)", maximumAge: 0, http)
    }

    private func name(_ id: String) -> String { "cardea.signin.\(id.prefix(8))" }

    private func place(_ id: String, _ realm: RealmContext) -> String { JSON([realm.realm.id.text, id]).text }
}
