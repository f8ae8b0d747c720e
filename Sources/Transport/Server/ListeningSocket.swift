import CMicroHTTPD
import Glibc

/// Opens the socket that the server listens on. It is ours, not the library's, so that failures have words.
enum ListeningSocket {
    private static let backlog: Int32 = 1024

    /// A socket bound to `host`, or to every address, IPv4 and IPv6; non-blocking.
    static func open(host: String?, port: UInt16) throws(ServerError) -> Int32 {
        let address = try address(host, port)
        let family = address.count == MemoryLayout<sockaddr_in>.size ? AF_INET : AF_INET6
        let descriptor = cardea_socket(family)
        guard descriptor >= 0 else { throw .cannotListen(reason()) }
        enable(SO_REUSEADDR, SOL_SOCKET, on: descriptor)
        if family == AF_INET6 { enable(IPV6_V6ONLY, Int32(IPPROTO_IPV6), on: descriptor, host == nil ? 0 : 1) }
        let isBound = address.withUnsafeBytes { bytes in
            bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count)) == 0
        }
        guard isBound, listen(descriptor, backlog) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            let words = reason()
            close(descriptor)
            throw .cannotListen(words)
        }
        return descriptor
    }

    /// The port that the system chose, or that was asked for.
    static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        // The port stands in the same place for both families.
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
            return UInt16(bigEndian: pointer.pointee.sin6_port)
        }
    }

    private static func address(_ host: String?, _ port: UInt16) throws(ServerError) -> [UInt8] {
        if let host, host.contains(".") {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw .invalidHost(host) }
            return withUnsafeBytes(of: address) { Array($0) }
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        if let host, inet_pton(AF_INET6, host, &address.sin6_addr) != 1 { throw .invalidHost(host) }
        return withUnsafeBytes(of: address) { Array($0) }
    }

    private static func enable(_ option: Int32, _ level: Int32, on descriptor: Int32, _ value: Int32 = 1) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

/// Lets the process hold as many connections as it may: each is a descriptor.
func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
