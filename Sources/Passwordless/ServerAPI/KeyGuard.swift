import Base
import Cryptography
import Directory
import HTTP

/// Lets in who has one of a realm's API keys: HTTP Basic with the key as user name, the password empty or the key again
/// (A.1.3, and as Azure AD B2C sends it).
package struct KeyGuard: Sendable {
    /// Nobody has ever guessed 256 bits; this is for who hammers with an old key.
    private static let throttle = Throttle(burst: 50, seconds: 2, firstWaitSeconds: 5, maximumWaitSeconds: 300)

    private let attempts: any Attempts
    private let digestKey: Secret<Bytes>
    private let now: Now

    package init(attempts: any Attempts, digestKey: Secret<Bytes>, now: @escaping Now) {
        self.attempts = attempts
        self.digestKey = digestKey
        self.now = now
    }

    /// Throws `APIError`: 401, or 429 to who was wrong too often. A right key is never made to wait for others' wrong
    /// ones.
    func check(_ http: Request, _ realm: RealmContext) async throws {
        let given = BasicCredentials(http)
        let isRight = realm.settings.accepts(apiKey: given?.user ?? "", at: now())
        if let given, isRight, given.password.isEmpty || given.password == given.user { return }
        try await count(http, realm)
        throw APIError.unauthorized
    }

    private func count(_ http: Request, _ realm: RealmContext) async throws {
        guard !ClientNetwork.isShared(http.address) else { return }
        let place = NameDigest.of(ClientNetwork.name(of: http.address), key: digestKey)
        let (now, name) = (now(), "api-key:\(realm.tenant.text):at:\(place)")
        let until = try await attempts.change(name, at: now) { record -> Timestamp? in
            if case .locked(let until) = Self.throttle.state(of: record, at: now) { return until }
            Self.throttle.fail(&record, at: now)
            return nil
        }
        if let until { throw APIError.tooMany(until: until, now: now) }
    }
}

/// RFC 7617. A colon may be missing: Authsignal's browser SDK sends the tenant id alone.
struct BasicCredentials: Sendable, Equatable {
    let user: String
    let password: String

    init?(_ http: Request) {
        let fields = http.headers.all("Authorization")
        guard fields.count == 1, fields[0].utf8.count <= 2048, fields[0].prefix(6).lowercased() == "basic " else {
            return nil
        }
        let encoded = fields[0].dropFirst(6).drop { $0 == " " }
        guard let bytes = Base64.decode(String(encoded)), let text = String(validating: bytes) else { return nil }
        let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = String(sides[0])
        password = sides.count == 2 ? String(sides[1]) : ""
    }
}
