import HTTP

extension Request {
    /// Host and port, as the browser sees them.
    var host: String { origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? origin }
}
