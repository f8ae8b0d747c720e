import Base
import Glibc

/// A server in a process of its own, on a free port of the loopback interface.
final class ServerProcess: Sendable {
    let port: UInt16
    /// From the start of the process to the first 200 of its readiness address, in seconds.
    let startSeconds: Double
    /// What it used up to then, in milliseconds.
    let startCPU: Double
    private let pid: pid_t

    /// Starts the program; `arguments` is given the port. What it says goes to the file `log`.
    init(_ program: String, log: String, _ arguments: (UInt16) -> [String]) throws {
        port = try ServerProcess.freePort()
        let begin = Clock.seconds
        pid = try ServerProcess.spawn(program, arguments(port), log: log)
        guard ServerProcess.waitUntilReady(pid, port) else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw LoadError("\(program) did not start; it said: \(ServerProcess.content(of: log).suffix(2000))")
        }
        startSeconds = Clock.seconds - begin
        startCPU = Clock.cpuMilliseconds(of: pid)
    }

    /// Processor time of all its threads since its start, in milliseconds.
    var cpuMilliseconds: Double { Clock.cpuMilliseconds(of: pid) }

    /// Its share of memory (PSS), in KiB.
    var memory: Int { number(after: "Pss:") }
    /// The part of it that is its alone and no file's.
    var anonymousMemory: Int { number(after: "Pss_Anon:") }

    func stop() {
        kill(pid, SIGTERM)
        for _ in 0..<300 {
            if waitpid(pid, nil, WNOHANG) != 0 { return }
            usleep(50_000)
        }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    private func number(after name: String) -> Int {
        let lines = ServerProcess.content(of: "/proc/\(pid)/smaps_rollup").split(separator: "\n")
        let line = lines.first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count).filter(\.isNumber)) } ?? 0
    }

    private static func waitUntilReady(_ pid: pid_t, _ port: UInt16) -> Bool {
        let request = Bytes(utf8: "GET /health/ready HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        let deadline = Clock.seconds + 20
        while Clock.seconds < deadline, waitpid(pid, nil, WNOHANG) == 0 {
            if let client = try? Client(port: port), (try? client.exchange(request))?.status == 200 { return true }
            usleep(200)
        }
        return false
    }

    private static func spawn(_ program: String, _ arguments: [String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The tool's own thread is one of Swift's, which take no signals; the server must hear SIGTERM.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, program, &actions, &attributes, &words, environ)
        guard status == 0 else { throw LoadError("cannot start \(program): \(String(cString: strerror(status)))") }
        return pid
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
            }
        }
        guard status == 0 else { throw LoadError("no port of the loopback interface is free") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func content(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = Bytes(repeating: 0, count: 64 << 10)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
