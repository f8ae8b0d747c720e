import Base
import Cryptography
import Directory
import HTTP

/// How often answers may be tried: for one account from one network, for one account from anywhere, for one device, and
/// from one network whatever the account. Beside the tries of each single question. Counted in the store.
///
/// Who guesses from elsewhere must not lock a person out: a device that has signed in to an account does not wait for
/// what others have done to it.
package struct FactorLimits: Sendable {
    private static let here = Lockout()
    private static let everywhere = Lockout(threshold: 50)
    private static let network = Throttle(burst: 100, seconds: 2, firstWaitSeconds: 10, maximumWaitSeconds: 300)
    private static let familiarSeconds: Int64 = 30 * 86_400

    private let attempts: any Attempts
    private let digestKey: Secret<Bytes>
    private let now: Now

    package init(attempts: any Attempts, digestKey: Secret<Bytes>, now: @escaping Now) {
        self.attempts = attempts
        self.digestKey = digestKey
        self.now = now
    }

    /// Throws where there were too many, without counting.
    func check(_ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts) async throws {
        let (now, scope) = (now(), Scope(challenge, client))
        let until = try await attempts.change(names(challenge, realm, client), at: now) { records in
            Self.wait(records, scope, now)
        }
        if let until { throw FactorRefusal(.tooMany(until: until), "limits") }
    }

    /// Counts a try as a failure, before it is judged; throws where there were too many.
    func count(_ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts) async throws {
        let (now, scope) = (now(), Scope(challenge, client))
        let until = try await attempts.change(names(challenge, realm, client), at: now) { records -> Timestamp? in
            if let until = Self.wait(records, scope, now) { return until }
            if scope.hasAccount {
                // Each try is another answer: codes are never repeated by a password manager.
                for (index, lockout) in [Self.here, Self.everywhere].enumerated() {
                    records[index].lastFailure = nil
                    lockout.fail(&records[index], answer: [], at: now)
                }
            }
            if !scope.isShared { Self.network.fail(&records[2], at: now) }
            return nil
        }
        if let until { throw FactorRefusal(.tooMany(until: until), "limits") }
    }

    /// The answer was right.
    func forgive(_ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts) async throws {
        let now = now()
        try await attempts.change(names(challenge, realm, client), at: now) { records in
            (records[0].expiresAt, records[1].expiresAt) = (now, now)
            Self.network.forgive(&records[2], at: now)
            records[3].expiresAt = now.adding(seconds: Self.familiarSeconds)
        }
    }

    /// Of what records count.
    private struct Scope {
        /// False while nobody has said who they are: what all of those do is no account's.
        let hasAccount: Bool
        let isShared: Bool

        init(_ challenge: Challenge, _ client: ClientFacts) {
            hasAccount = challenge.user != nil || challenge.claimedIdentifier != nil
            isShared = ClientNetwork.isShared(client.address)
        }
    }

    private static func wait(_ records: [AttemptRecord], _ scope: Scope, _ now: Timestamp) -> Timestamp? {
        let isFamiliar = records[3].expiresAt > now
        let states = [
            scope.hasAccount ? here.state(of: records[0], at: now) : .open,
            isFamiliar || !scope.hasAccount ? .open : everywhere.state(of: records[1], at: now),
            scope.isShared ? .open : network.state(of: records[2], at: now),
        ]
        return states.compactMap { state in
            switch state {
            case .open: nil
            case .locked(let until): until
            }
        }.max()
    }

    /// Names of accounts and addresses are digests: the table of attempts is nobody's list of people.
    private func names(_ challenge: Challenge, _ realm: RealmContext, _ client: ClientFacts) -> [String] {
        let tenant = realm.tenant.text
        let who = challenge.user?.text ?? challenge.claimedIdentifier?.lowercased() ?? "nobody"
        let account = "factor:\(tenant):\(digest(who))"
        let place = digest(ClientNetwork.name(of: client.address))
        let device = client.device.map { digest($0.text) } ?? "none"
        return ["\(account):at:\(place)", account, "factors:\(tenant):at:\(place)", "familiar:\(account):\(device)"]
    }

    private func digest(_ text: String) -> String {
        Base64.encodeURL(HMAC.sha256(Bytes(utf8: text), key: digestKey.exposed).prefix(16))
    }
}
