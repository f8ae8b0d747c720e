import Base
import Cryptography
import Directory
import HTTP

/// How often answers may be tried: for one account from one network, for one account from anywhere, and whatever the
/// account from one network, on one device, and in the whole realm. Beside the tries of each single question. Counted
/// in the store.
///
/// Who guesses from elsewhere must not lock a person out: a device that has signed in to an account does not wait for
/// what others have done to it, or to the realm.
package struct FactorLimits: Sendable {
    private static let here = Lockout()
    private static let everywhere = Lockout(threshold: 50)
    private static let network = Throttle(burst: 100, seconds: 2, firstWaitSeconds: 10, maximumWaitSeconds: 300)
    /// More than all the people of one browser mistype. Whoever throws its cookie away is counted by the others.
    private static let device = Throttle(burst: 30, seconds: 60, firstWaitSeconds: 30, maximumWaitSeconds: 3600)
    /// Guesses spread over thousands of networks and accounts. The waits are short: they are everybody's.
    private static let realm = Throttle(burst: 3600, seconds: 1, firstWaitSeconds: 5, maximumWaitSeconds: 60)
    private static let familiarSeconds: Int64 = 30 * 86_400
    /// All others are codes of six digits, or what people think up.
    private static let unguessable: Set<VerificationMethod> = [.passkey, .securityKey, .magicLink, .recoveryCode]

    private let attempts: any Attempts
    private let digestKey: Secret<Bytes>
    private let now: Now

    package init(attempts: any Attempts, digestKey: Secret<Bytes>, now: @escaping Now) {
        self.attempts = attempts
        self.digestKey = digestKey
        self.now = now
    }

    /// Throws where there were too many, without counting.
    func check(
        _ method: VerificationMethod, _ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        let (now, scope) = (now(), Scope(method, challenge, client))
        let records = try await attempts.records(names(challenge, realm, client), at: now)
        if let until = Self.wait(records, scope, now) { throw FactorRefusal(.tooMany(until: until), "limits") }
    }

    /// Counts a try as a failure, before it is judged; throws where there were too many.
    func count(
        _ method: VerificationMethod, _ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        let (now, scope) = (now(), Scope(method, challenge, client))
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
            if scope.hasDevice { Self.device.fail(&records[4], at: now) }
            if scope.isGuess { Self.realm.fail(&records[5], at: now) }
            return nil
        }
        if let until { throw FactorRefusal(.tooMany(until: until), "limits") }
    }

    /// The answer was right.
    func forgive(
        _ method: VerificationMethod, _ challenge: Challenge, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        let (now, scope) = (now(), Scope(method, challenge, client))
        try await attempts.change(names(challenge, realm, client), at: now) { records in
            (records[0].expiresAt, records[1].expiresAt) = (now, now)
            Self.network.forgive(&records[2], at: now)
            if scope.hasDevice { Self.device.forgive(&records[4], at: now) }
            if scope.isGuess { Self.realm.forgive(&records[5], at: now) }
            records[3].expiresAt = now.adding(seconds: Self.familiarSeconds)
        }
    }

    /// Of what records count.
    private struct Scope {
        /// False while nobody has said who they are: what all of those do is no account's.
        let hasAccount: Bool
        let isShared: Bool
        let hasDevice: Bool
        /// Whether the answer could have been guessed. The realm counts nothing else: its row is the same for all.
        let isGuess: Bool

        init(_ method: VerificationMethod, _ challenge: Challenge, _ client: ClientFacts) {
            hasAccount = challenge.user != nil || challenge.claimedIdentifier != nil
            isShared = ClientNetwork.isShared(client.address)
            hasDevice = client.device != nil
            isGuess = !FactorLimits.unguessable.contains(method)
        }
    }

    private static func wait(_ records: [AttemptRecord], _ scope: Scope, _ now: Timestamp) -> Timestamp? {
        let isFamiliar = records[3].expiresAt > now
        let states = [
            scope.hasAccount ? here.state(of: records[0], at: now) : .open,
            isFamiliar || !scope.hasAccount ? .open : everywhere.state(of: records[1], at: now),
            scope.isShared ? .open : network.state(of: records[2], at: now),
            scope.hasDevice ? device.state(of: records[4], at: now) : .open,
            isFamiliar || !scope.isGuess ? .open : self.realm.state(of: records[5], at: now),
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
        return [
            "\(account):at:\(place)", account, "factors:\(tenant):at:\(place)", "familiar:\(account):\(device)",
            "factors:\(tenant):on:\(device)", "factors:\(tenant)",
        ]
    }

    private func digest(_ text: String) -> String { NameDigest.of(text, key: digestKey) }
}
