import Base
import Cryptography
import Directory
import HTTP

/// How often messages are sent: to one address, with waits that grow; for one network to whomever; and, where each one
/// costs, for the whole realm. Counted in the store, over all browsers, since a flood of messages is an attack on
/// whoever gets them, or on the operator's bill.
struct SendLimits: Sendable {
    let parts: FactorParts

    private static let windowSeconds: Int64 = 3600
    private static let firstWaitSeconds: Int64 = 30
    private static let maximumWaitSeconds: Int64 = 600
    private static let perAddress = 6
    private static let perNetwork = 60
    /// A text message costs: twenty an hour are an office's.
    private static let textsPerNetwork = 20

    /// Counts a message, whatever becomes of it, and says when the next may follow. Throws where it is too early.
    func take(_ channel: CodeMessage.Channel, to address: String, _ call: FactorCall) async throws -> Timestamp {
        let now = call.now
        let messages = call.realm.settings.messages
        let isShared = ClientNetwork.isShared(call.client.address)
        let caps = [
            Self.perAddress, isShared ? Int.max : channel == .mail ? Self.perNetwork : Self.textsPerNetwork,
            channel == .mail ? Int.max : messages.textsPerHour,
        ]
        let outcome = try await parts.attempts.change(names(channel, address, call), at: now) { records in
            Self.take(&records, caps, now)
        }
        switch outcome {
        case .taken(let next): return next
        case .tooMany(let until): throw FactorRefusal(.tooMany(until: until), "messages by \(channel.rawValue)")
        }
    }

    private enum Outcome: Sendable { case taken(next: Timestamp), tooMany(until: Timestamp) }

    private static func take(_ records: inout [AttemptRecord], _ caps: [Int], _ now: Timestamp) -> Outcome {
        let waits = zip(records, caps).compactMap { record, cap -> Timestamp? in
            if record.failures >= cap { return record.expiresAt }
            guard let until = record.lockedUntil, now < until else { return nil }
            return until
        }
        if let until = waits.max() { return .tooMany(until: until) }
        for (index, cap) in caps.enumerated() where cap != Int.max {
            if records[index].failures == 0 { records[index].expiresAt = now.adding(seconds: windowSeconds) }
            records[index].failures += 1
        }
        let wait = min(maximumWaitSeconds, firstWaitSeconds << Int64(min(records[0].failures - 1, 10)))
        let next = records[0].failures >= caps[0] ? records[0].expiresAt : now.adding(seconds: wait)
        records[0].lockedUntil = next
        return .taken(next: next)
    }

    /// A message whose code came back was wanted: it is no part of a flood.
    func forgive(_ channel: CodeMessage.Channel, to address: String, _ call: FactorCall) async throws {
        try await parts.attempts.change(names(channel, address, call)[0], at: call.now) { record in
            record.failures = max(0, record.failures - 1)
            record.lockedUntil = nil
        }
    }

    private func names(_ channel: CodeMessage.Channel, _ address: String, _ call: FactorCall) -> [String] {
        let prefix = "sent:\(call.realm.tenant.text):\(channel.rawValue)"
        let place = ClientNetwork.name(of: call.client.address)
        return ["\(prefix):to:\(digest(address.lowercased()))", "\(prefix):at:\(digest(place))", prefix]
    }

    private func digest(_ text: String) -> String { NameDigest.of("sent\n\(text)", key: parts.key) }
}
