import Base

/// The document `/.well-known/webauthn` (WebAuthn §5.11): other origins that may use a relying party's credentials.
package struct RelatedOrigins: Sendable, Equatable {
    package let origins: [String]

    package static let path = "/.well-known/webauthn"
    private static let sizeLimit = 65_536

    package init(_ origins: some Sequence<Origin>) { self.origins = origins.map(\.text).sorted() }

    /// Reads the document, of at most 64 KB. Entries are not judged here: `permits` passes over what it cannot use.
    package init(parsing bytes: Bytes) throws(FIDOError) {
        guard bytes.count <= RelatedOrigins.sizeLimit, let json = try? JSON(parsing: bytes, maximumDepth: 8),
            let origins = json["origins"]?.strings
        else { throw .malformed("related origins: not a JSON object with an array of strings") }
        self.origins = origins
    }

    package var json: JSON { ["origins": JSON(origins)] }

    /// Whether a browser would let `caller` use the credentials (§5.11.1). It counts the names before the public
    /// suffix and stops at `labelLimit` of them: browsers promise five.
    ///
    /// `registrableDomain` gives the public suffix and one label more, after the Public Suffix List; nil for a host
    /// that has none.
    package func permits(
        _ caller: Origin, labelLimit: Int = 5, registrableDomain: (String) -> String?
    ) -> Bool {
        var labels: Set<Substring> = []
        for text in origins {
            guard let item = try? Origin(text), let host = item.host, let domain = registrableDomain(host),
                let label = domain.split(separator: ".").first
            else { continue }
            if labels.count >= labelLimit, !labels.contains(label) { continue }
            if item == caller { return true }
            if labels.count < labelLimit { labels.insert(label) }
        }
        return false
    }
}
