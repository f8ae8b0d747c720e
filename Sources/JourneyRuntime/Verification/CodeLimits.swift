import Base
import Directory
import HTTP
import Journey

/// How many codes are sent, over all browsers, since a flood of them is an attack on the recipient, or on the
/// operator's bill: to one recipient for one network, to one recipient for anybody, and for one network to whomever.
///
/// So a stranger who asks for somebody's codes uses up the stranger's own tries first, and what is left for the
/// recipient's own network outlasts three such strangers.
struct CodeLimits: Sendable {
    private static let here = Lockout(threshold: 10, firstWaitSeconds: 600, maximumWaitSeconds: 7200)
    private static let everywhere = Lockout(threshold: 40, firstWaitSeconds: 600, maximumWaitSeconds: 7200)
    /// Ten a minute are a large office in the morning.
    private static let network = Throttle(burst: 300, seconds: 6, firstWaitSeconds: 60, maximumWaitSeconds: 3600)

    private let attempts: any Attempts
    private let names: [String]
    /// The network may be everybody's, behind a proxy: then only recipients are counted.
    private let isShared: Bool

    /// `recipient` with its channel.
    init(_ services: ProfileServices, _ tenant: Tenant, _ request: RequestContext, for recipient: String) {
        attempts = services.attempts
        isShared = ClientNetwork.isShared(request.address)
        let place = services.keys.place(of: request.address)
        let code = "code:\(tenant.id.text):\(recipient)"
        names = ["\(code):at:\(place)", code, "codes:\(tenant.id.text):at:\(place)"]
    }

    /// Whether one more may be sent, or when it may. Each sending counts, whatever becomes of it; the count of a
    /// recipient fades after an hour without one.
    func take(mark: Bytes, at now: Timestamp) async throws -> Lockout.State {
        try await attempts.change(names, at: now) { [isShared] records in
            let state = Lockout.State.all([
                CodeLimits.here.state(of: records[0], at: now), CodeLimits.everywhere.state(of: records[1], at: now),
                isShared ? .open : CodeLimits.network.state(of: records[2], at: now),
            ])
            guard state == .open else { return state }
            CodeLimits.here.fail(&records[0], answer: mark, at: now)
            CodeLimits.everywhere.fail(&records[1], answer: mark, at: now)
            for index in 0...1 {
                records[index].expiresAt = max(records[index].lockedUntil ?? now, now).adding(seconds: 3600)
            }
            if !isShared { CodeLimits.network.fail(&records[2], at: now) }
            return .open
        }
    }
}

extension PolicyKeys {
    /// A digest of a client's network: the store need not know who was where.
    func place(of address: String) -> String {
        Base64.encodeURL(Bytes(digest(of: ClientNetwork.name(of: address), for: "network").prefix(16)))
    }
}
