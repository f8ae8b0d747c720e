/// Takes messages of one channel to their people.
package protocol Carrier: Sendable {
    /// Returns when the message has been handed over; that it arrives, nobody can promise.
    func send(_ message: Message) async throws(DeliveryError)
}

/// Why a message was not handed over. The details are for the log; a person only learns whether to check what
/// they typed, or to try again.
package enum DeliveryError: Error, Equatable, Sendable {
    /// The address or number cannot be reached by this channel: the person should check it.
    case recipientRefused(String)
    /// The carrier does not accept what we send: our configuration, or our account there.
    case refused(String)
    case unreachable(String)
    case timedOut
    /// Too many messages are on their way already, here or at the carrier.
    case busy
    /// Nothing is configured for the channel.
    case noCarrier
}
