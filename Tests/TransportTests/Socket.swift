import Base
import Glibc

@testable import Transport

/// A plain socket, for what no HTTP client would send. Its calls wait on a thread of their own: the test runner's
/// few threads also run the server's tasks.
final class Socket: Sendable {
    let descriptor: Int32

    enum Failure: Error { case cannotConnect(Int32) }

    init(port: UInt16, host: String = "127.0.0.1") throws {
        let isIPv6 = host.contains(":")
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &four.sin_addr)
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        inet_pton(AF_INET6, host, &six.sin6_addr)
        let status =
            isIPv6
            ? withUnsafePointer(to: &six) {
                connect(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), socklen_t(28))
            }
            : withUnsafePointer(to: &four) {
                connect(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), socklen_t(16))
            }
        guard status == 0 else { throw Failure.cannotConnect(errno) }
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// False once the peer is gone.
    @discardableResult
    func send(_ text: String) -> Bool { send(Bytes(utf8: text)) }

    @discardableResult
    func send(_ bytes: Bytes) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Everything to the end of the connection.
    func receiveAll() async -> String { await onThread { self.receive { _ in false } } }

    /// Everything until `isEnough`, or the end.
    func receive(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        await onThread { self.receive(until: isEnough) }
    }

    private func receive(until isEnough: (String) -> Bool) -> String {
        var all = Bytes()
        var buffer = Bytes(repeating: 0, count: 65536)
        while !isEnough(String(decoding: all, as: UTF8.self)) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { break }
            if count < 0 { return String(decoding: all, as: UTF8.self) + "\n(errno \(errno))" }
            all += buffer.prefix(count)
        }
        return String(decoding: all, as: UTF8.self)
    }
}

/// Runs what waits.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = PosixThread()
        thread.start { continuation.resume(returning: work()) }
        thread.detach()
    }
}

/// Runs a program and waits for it; its exit status.
func run(_ program: String, _ arguments: [String]) async -> Int32 {
    await onThread {
        var process = pid_t()
        let texts = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(0), 1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        guard posix_spawnp(&process, program, &actions, nil, texts, environ) == 0 else { return -1 }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }
}
