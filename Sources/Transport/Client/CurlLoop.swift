import CCurl
import Synchronization

/// Runs transfers on one thread with one pool of connections.
final class CurlLoop: Sendable {
    private let multi: Multi
    private let mailbox = Mutex(Mailbox())

    /// Beyond this a transfer waits for a connection, within its own time.
    private static let maximumConnections = 64
    private static let maximumConnectionsPerHost = 16
    /// Beyond this a transfer is refused.
    static let maximumTransfers = 1024

    private struct Multi: @unchecked Sendable { let pointer: OpaquePointer }

    private struct Mailbox {
        var added: [Transfer] = []
        var cancelled: [Transfer] = []
        var count = 0
        var isStopped = false
    }

    init() {
        if let problem = cardea_curl_start() { preconditionFailure(String(cString: problem)) }
        guard let pointer = cardea_curl_multi_init() else { preconditionFailure("libcurl has no memory") }
        multi = Multi(pointer: OpaquePointer(pointer))
        cardea_curl_multi_set_long(pointer, CURLMOPT_MAX_TOTAL_CONNECTIONS, CurlLoop.maximumConnections)
        cardea_curl_multi_set_long(pointer, CURLMOPT_MAX_HOST_CONNECTIONS, CurlLoop.maximumConnectionsPerHost)
        cardea_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, CurlLoop.maximumConnections)
        let thread = PosixThread()
        thread.start { [self] in run() }
        thread.detach()
    }

    /// Takes the transfer, and calls its `completion` once; at once, with nil, when there are too many.
    func add(_ transfer: Transfer) {
        let isTaken = mailbox.withLock { mailbox in
            guard !mailbox.isStopped, mailbox.count < CurlLoop.maximumTransfers else { return false }
            mailbox.count += 1
            mailbox.added.append(transfer)
            return true
        }
        guard isTaken else { return transfer.complete(.overloaded) }
        cardea_curl_multi_wakeup(handle)
    }

    func cancel(_ transfer: Transfer) {
        mailbox.withLock { $0.cancelled.append(transfer) }
        cardea_curl_multi_wakeup(handle)
    }

    /// Lets go of the thread; what is under way is cancelled.
    func stop() {
        mailbox.withLock { $0.isStopped = true }
        cardea_curl_multi_wakeup(handle)
    }

    private var handle: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi.pointer) }

    private func run() {
        var active: [UnsafeMutableRawPointer: Transfer] = [:]
        while true {
            let mail = mailbox.withLock { mailbox in
                defer { (mailbox.added, mailbox.cancelled) = ([], []) }
                return mailbox
            }
            for transfer in mail.added { begin(transfer, &active) }
            for transfer in mail.cancelled { end(transfer, .cancelled, &active) }
            if mail.isStopped { break }
            var running: Int32 = 0
            cardea_curl_multi_perform(handle, &running)
            finish(&active)
            cardea_curl_multi_poll(handle, active.isEmpty ? 60_000 : 1000)
        }
        for transfer in active.values { end(transfer, .cancelled, &active) }
        cardea_curl_multi_cleanup(handle)
    }

    private func begin(_ transfer: Transfer, _ active: inout [UnsafeMutableRawPointer: Transfer]) {
        active[transfer.easy] = transfer
        if cardea_curl_multi_add_handle(handle, transfer.easy) != CURLM_OK { end(transfer, .overloaded, &active) }
    }

    private func finish(_ active: inout [UnsafeMutableRawPointer: Transfer]) {
        var left: Int32 = 0
        while let message = cardea_curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let transfer = active[message.pointee.easy_handle] else {
                continue
            }
            end(transfer, .done(cardea_curl_message_result(message)), &active)
        }
    }

    /// A cancellation may come after the end; then there is nothing to do.
    private func end(
        _ transfer: Transfer, _ outcome: Transfer.Outcome, _ active: inout [UnsafeMutableRawPointer: Transfer]
    ) {
        guard active.removeValue(forKey: transfer.easy) != nil else { return }
        cardea_curl_multi_remove_handle(handle, transfer.easy)
        mailbox.withLock { $0.count -= 1 }
        transfer.complete(outcome)
    }
}
