import Base
import Glibc

/// One keep-alive connection to a server of this machine: just enough HTTP/1.1 for answers with a known length, so
/// that the client takes little of the cores that it shares with the server.
final class Client {
    let port: UInt16
    private let descriptor: Int32
    private var buffer = Bytes(repeating: 0, count: 64 << 10)

    private static let headEnd = Bytes(utf8: "\r\n\r\n")
    private static let lengthField = Bytes(utf8: "\r\nContent-Length: ")

    init(port: UInt16) throws {
        self.port = port
        guard let descriptor = Client.connect(port) else {
            throw LoadError("cannot connect to port \(port): \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Nil where nobody listens.
    static func connect(_ port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var (on, timeout) = (Int32(1), timeval(tv_sec: 10, tv_usec: 0))
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        // A server that hangs must not make the tool hang.
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Sends the request, which must be whole, and waits for its answer.
    func exchange(_ request: Bytes) throws -> Answer {
        try send(request)
        var count = 0
        var headCount: Int?
        var total = Int.max
        while count < total {
            if count == buffer.count { buffer += Bytes(repeating: 0, count: buffer.count) }
            let received = buffer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress! + count, $0.count - count, 0)
            }
            guard received > 0 else { throw LoadError("the server closed a connection") }
            count += received
            if headCount == nil, let end = find(Client.headEnd, below: count) {
                headCount = end + 4
                total = try end + 4 + contentLength(below: end)
            }
        }
        return Answer(head: Bytes(buffer[..<(headCount ?? 0)]), body: Bytes(buffer[(headCount ?? 0)..<total]))
    }

    private func send(_ request: Bytes) throws {
        var rest = request[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw LoadError("the server closed a connection") }
            rest = rest.dropFirst(sent)
        }
    }

    private func contentLength(below end: Int) throws -> Int {
        guard let start = find(Client.lengthField, below: end) else { throw LoadError("an answer of unknown length") }
        return buffer[(start + Client.lengthField.count)...].prefix { (48...57).contains($0) }
            .reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private func find(_ text: Bytes, below end: Int) -> Int? {
        buffer.withUnsafeBytes { buffer in
            (0..<max(0, end - text.count + 1)).first { start in
                buffer[start] == text[0] && memcmp(buffer.baseAddress! + start, text, text.count) == 0
            }
        }
    }
}

/// An answer as it came.
struct Answer {
    let head: Bytes
    let body: Bytes

    /// The three digits of the status line.
    var status: Int { head.dropFirst(9).prefix(3).reduce(0) { $0 * 10 + Int($1) - 48 } }

    /// The values of a field, which is spelled as the server spells it.
    func fields(_ name: String) -> [Substring] {
        String(decoding: head, as: UTF8.self).split(separator: "\r\n").filter { $0.hasPrefix("\(name): ") }
            .map { $0.dropFirst(name.count + 2) }
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    func require(_ status: Int, _ what: String) throws -> Answer {
        guard self.status == status else { throw LoadError("\(what): status \(self.status): \(text.prefix(300))") }
        return self
    }
}
