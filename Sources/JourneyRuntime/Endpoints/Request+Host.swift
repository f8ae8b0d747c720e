import HTTP

extension Request {
    /// Somebody at a browser goes there.
    var asksForPage: Bool { headers["Accept"]?.contains("text/html") == true }

    /// Host and port, as the browser sees them.
    var host: String {
        guard let slash = origin.utf8.lastIndex(of: UInt8(ascii: "/")) else { return origin }
        return String(origin[origin.utf8.index(after: slash)...])
    }
}
