import Base
import Directory
import HTTP
import Journey

/// How often passwords may be guessed: for one account from one network, for one account from anywhere, and from one
/// network whatever the account. Counted in the store.
///
/// Who guesses from elsewhere must not lock a person out: a network from which an account was signed in to does not
/// wait for what others have done to that account.
struct SignInLimits: Sendable {
    private static let here = Lockout()
    /// NIST SP 800-63B-4 §3.2.2 allows a hundred in a row.
    private static let everywhere = Lockout(threshold: 50)
    /// Thirty mistakes a minute are a large office behind one address, and slow for a machine.
    private static let network = Throttle(burst: 100, seconds: 2, firstWaitSeconds: 10, maximumWaitSeconds: 300)
    private static let familiarSeconds: Int64 = 30 * 86_400
    private static let renewalSeconds: Int64 = 86_400

    private let attempts: any Attempts
    private let keys: PolicyKeys
    private let now: Timestamp
    private let account: String
    /// The records' places below.
    private let names: [String]
    /// The network may be everybody's, behind a proxy: then only accounts are counted.
    private let isShared: Bool

    init(_ call: ProfileCall, username: String) {
        attempts = call.services.attempts
        keys = call.services.keys
        now = call.environment.now
        let tenant = call.tenant.id.text
        account = "password:\(tenant):\(username.lowercased())"
        isShared = ClientNetwork.isShared(call.environment.request.address)
        let place = keys.place(of: call.environment.request.address)
        names = [
            "\(account):at:\(place)", account, "passwords:\(tenant):at:\(place)", "familiar:\(account):\(place)",
        ]
    }

    /// Counts a try as a failure. Locked: there were too many, and this one must not be checked.
    func count(_ password: String) async throws -> Lockout.State {
        let (now, answer, isShared) = (now, keys.digest(of: password, for: account), isShared)
        return try await attempts.change(names, at: now) { records in
            let isFamiliar = records[3].expiresAt > now
            let state = Lockout.State.all([
                SignInLimits.here.state(of: records[0], at: now),
                isFamiliar ? .open : SignInLimits.everywhere.state(of: records[1], at: now),
                isShared ? .open : SignInLimits.network.state(of: records[2], at: now),
            ])
            guard state == .open else { return state }
            if SignInLimits.here.fail(&records[0], answer: answer, at: now) {
                SignInLimits.everywhere.fail(&records[1], answer: answer, at: now)
                if !isShared { SignInLimits.network.fail(&records[2], at: now) }
            }
            return .open
        }
    }

    /// The password was right.
    func forgive() async throws {
        let now = now
        try await attempts.change(names, at: now) { records in
            (records[0].expiresAt, records[1].expiresAt) = (now, now)
            SignInLimits.network.forgive(&records[2], at: now)
            // Not with each sign-in: that would be a write for nothing.
            let familiarUntil = now.adding(seconds: SignInLimits.familiarSeconds)
            if records[3].expiresAt < familiarUntil.adding(seconds: -SignInLimits.renewalSeconds) {
                records[3].expiresAt = familiarUntil
            }
        }
    }
}
