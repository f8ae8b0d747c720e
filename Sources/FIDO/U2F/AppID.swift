import Base
import Cryptography

/// For whom a U2F key was registered (FIDO AppID and Facet Specification §3.1): an HTTPS URL, or the facet itself.
package struct AppID: Hashable, Sendable {
    package let text: String
    /// The web origin of the URL; nil where the AppID is the facet of an application.
    let origin: Origin?

    package init(_ text: String) throws(FIDOError) {
        guard text.utf8.count <= 512, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw FIDOError(.misconfigured, "an AppID of other characters than a URL has")
        }
        if text.hasPrefix("https://") {
            let end = text.dropFirst(8).firstIndex { "/?#".contains($0) } ?? text.endIndex
            origin = try Origin(String(text[..<end]))
        } else {
            guard try Origin(text).host == nil else { throw FIDOError(.misconfigured, "AppID \(text) is not HTTPS") }
            origin = nil
        }
        self.text = text
    }

    /// The application parameter of the raw messages, and the `rpIdHash` of assertions through `appid`.
    package var hash: Bytes { Hash.sha256(Bytes(utf8: text)) }

    /// Whether `facet` may use the keys of this AppID without a list (§3.1.2 steps 1 to 3): it is the AppID, or a page
    /// of the very same origin.
    package func covers(_ facet: Origin) -> Bool { facet.text == text || facet == origin }
}

/// The list that an AppID's URL delivers (§3.1.3): which facets may use its keys. Also of use to UAF.
package struct TrustedFacets: Sendable, Equatable {
    /// §3.1.2: no other media type is read.
    package static let mediaType = "application/fido.trusted-apps+json"
    private static let sizeLimit = 65_536

    package struct Version: Hashable, Sendable {
        package let major: Int
        package let minor: Int

        package init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }
    }

    package let facets: [Version: [String]]

    package init(_ facets: [Version: [Origin]]) { self.facets = facets.mapValues { $0.map(\.text) } }

    /// Reads a list of at most 64 KB. A version that comes twice is refused.
    package init(parsing bytes: Bytes) throws(FIDOError) {
        guard bytes.count <= TrustedFacets.sizeLimit, let json = try? JSON(parsing: bytes, maximumDepth: 8) else {
            throw .malformed("trusted facets: not JSON of up to 64 KB")
        }
        guard let items = try MemberReader(json, "trusted facets").list("trustedFacets"), items.count <= 32 else {
            throw .malformed("trusted facets: no list, or more than 32 versions")
        }
        var facets: [Version: [String]] = [:]
        for item in items {
            let reader = try MemberReader(item, "trusted facets")
            guard let version = try reader.inner("version"), let major = try version.number("major"),
                let minor = try version.number("minor"), let ids = try reader.texts("ids")
            else { throw .malformed("trusted facets: no version or no ids") }
            guard facets.updateValue(ids, forKey: Version(major, minor)) == nil else {
                throw .malformed("trusted facets: version \(major).\(minor) comes twice")
            }
        }
        self.facets = facets
    }

    package var json: JSON {
        let sorted = facets.sorted { ($0.key.major, $0.key.minor) < ($1.key.major, $1.key.minor) }
        return [
            "trustedFacets": .array(
                sorted.map { version, ids in
                    [
                        "version": ["major": .integer(Int64(version.major)), "minor": .integer(Int64(version.minor))],
                        "ids": JSON(ids),
                    ]
                })
        ]
    }

    /// Whether `facet` may use the keys of `appID` in the protocol of `version` (§3.1.2 steps 11 to 15). Web facets
    /// count only within the AppID's own registrable domain; an entry with a path means its origin.
    ///
    /// `registrableDomain` gives the public suffix and one label more, after the Public Suffix List.
    package func permits(
        _ facet: Origin, for appID: AppID, version: Version = Version(1, 0), registrableDomain: (String) -> String?
    ) -> Bool {
        if appID.covers(facet) { return true }
        guard let home = appID.origin?.host.flatMap(registrableDomain) else { return false }
        return (facets[version] ?? []).contains { text in
            guard text.hasPrefix("https://") else { return text == facet.text }
            guard let entry = try? AppID(text), let origin = entry.origin, origin == facet,
                let host = origin.host
            else { return false }
            return registrableDomain(host) == home
        }
    }
}
