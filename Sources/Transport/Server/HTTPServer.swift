import Base
import CMicroHTTPD
import Glibc
import HTTP
import Synchronization

/// An HTTP/1.1 server (RFC 9112), made strict over libmicrohttpd.
///
/// Stop it with `drain`: a server that is only let go keeps running.
package final class HTTPServer: Sendable {
    package let port: UInt16
    private let handler: RequestHandler
    private let sweeper: Sweeper
    private let daemon: Mutex<Daemon?>

    private struct Daemon: @unchecked Sendable { let pointer: OpaquePointer }

    /// The library's memory for a connection, of which a page is real once it is used: room for a header block of
    /// the largest size, 100 fields, and an answer's header.
    static let connectionMemory = 80 << 10
    /// Handlers run on the library's threads until they first wait.
    private static let stackSize = 1 << 20
    /// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption (RFC 9325 §4.2).
    private static let priorities =
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM"
        + ":+CHACHA20-POLY1305:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE"

    /// Listens and serves. Refusals of broken peers go to `emit`.
    package init(
        _ configuration: ServerConfiguration, _ responder: any Responder, random: Random,
        emit: @escaping Emit = { _ in }
    ) throws(ServerError) {
        // The layout of a header block in memory is that of this line of versions.
        let version = String(cString: MHD_get_version())
        guard version.hasPrefix("0.9.7") else { throw .unsupportedLibrary(version) }
        raiseDescriptorLimit()
        signal(SIGPIPE, SIG_IGN)
        let listener = try ListeningSocket.open(host: configuration.host, port: configuration.port)
        handler = RequestHandler(configuration, responder, random, emit)
        port = ListeningSocket.port(of: listener)
        sweeper = Sweeper(handler)
        // The daemon keeps the handler until `stop`.
        let context = Unmanaged.passRetained(handler)
        guard let pointer = HTTPServer.start(configuration, listener, context.toOpaque()) else {
            context.release()
            close(listener)
            throw .cannotServe
        }
        daemon = Mutex(Daemon(pointer: pointer))
        sweeper.start()
    }

    /// Connections that are open now.
    package var connectionCount: Int { handler.table.count }

    /// Stops accepting, answers what was accepted, ends idle connections and event streams, and stops: as soon as
    /// that is done, and after `seconds` in any case.
    package func drain(within seconds: Int = 10) async {
        guard
            let daemon = daemon.withLock({ daemon in
                defer { daemon = nil }
                return daemon
            })
        else { return }
        handler.isDraining = true
        takeBacklog(daemon.pointer)
        let deadline = monotonicMilliseconds() + Int64(seconds) * 1000 - HTTPServer.stopMilliseconds
        while !handler.table.isEmpty, monotonicMilliseconds() < deadline {
            endStreams()
            let now = monotonicMilliseconds()
            _ = handler.table.cut { $0.isUnused(graceMilliseconds: 500, now: now) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        for exchange in handler.table.exchanges { exchange.abandon() }
        if !handler.table.isEmpty { try? await Task.sleep(for: .milliseconds(HTTPServer.stopMilliseconds / 2)) }
        stop(daemon.pointer)
    }

    /// Kept of the time to drain for the last answers and for the library's own end.
    private static let stopMilliseconds: Int64 = 200

    private func endStreams() {
        for exchange in handler.table.exchanges {
            if case .sending = exchange.stage { exchange.endEvents() }
        }
    }

    /// Connections that the system has accepted and the library has not are served too.
    private func takeBacklog(_ daemon: OpaquePointer) {
        let listener = MHD_quiesce_daemon(daemon)
        guard listener >= 0 else { return }
        var storage = sockaddr_storage()
        withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                while case let descriptor = cardea_accept(listener, address, &length), descriptor >= 0 {
                    MHD_add_connection(daemon, descriptor, address, length)
                    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                }
            }
        }
        close(listener)
    }

    private func stop(_ daemon: OpaquePointer) {
        sweeper.stop()
        MHD_stop_daemon(daemon)
        Unmanaged.passUnretained(handler).release()
    }

    private static func start(
        _ configuration: ServerConfiguration, _ listener: Int32, _ context: UnsafeMutableRawPointer
    ) -> OpaquePointer? {
        var settings = cardea_mhd_settings()
        settings.listener = listener
        settings.flags =
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ERROR_LOG.rawValue
        settings.threads = UInt32(max(1, configuration.threads))
        settings.stack_size = stackSize
        settings.memory_limit = connectionMemory
        settings.connection_limit = UInt32(configuration.limits.connections)
        settings.address_limit = UInt32(configuration.limits.connectionsPerAddress)
        settings.idle_seconds = configuration.limits.idleSeconds
        settings.context = context
        settings.handle = handleRequest
        settings.completed = completeRequest
        settings.notify = notifyConnection
        settings.begin = beginRequest
        settings.log = readLog
        settings.unescape = keepEscapes
        guard let certificate = configuration.certificate else { return cardea_mhd_start(&settings) }
        // The library reads the PEM texts while it starts and keeps none of them.
        return certificate.key.exposed.withCString { key in
            certificate.chain.withCString { chain in
                priorities.withCString { priorities in
                    (settings.key, settings.certificate, settings.priorities) = (key, chain, priorities)
                    return cardea_mhd_start(&settings)
                }
            }
        }
    }
}
