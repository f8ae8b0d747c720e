import Base
import Cryptography

/// Who asks: its identifier, and where its ceremonies may take place (WebAuthn §4, §13.4.9).
package struct RelyingParty: Sendable {
    /// A domain, without scheme and port.
    package let id: String
    package let name: String
    package let origins: Set<Origin>
    package let embedding: Embedding

    /// Whether ceremonies may take place inside pages of others (steps 10 and 11 of §7.1).
    package enum Embedding: Sendable, Equatable {
        case refused
        /// Within pages of these origins. Some browsers do not name the page around a frame: `unnamed` says whether
        /// that is accepted.
        case within(Set<Origin>, unnamed: Bool)
    }

    /// `relatedOrigins` are those that the document at `https://id/.well-known/webauthn` names (§5.11): web origins
    /// beyond the domain `id`. Any other web origin must lie within `id`, or no browser would ever use it.
    package init(
        id: String, name: String, origins: Set<Origin>, relatedOrigins: Set<Origin> = [],
        embedding: Embedding = .refused
    ) throws(FIDOError) {
        guard DomainName.isValid(id[...]) else { throw FIDOError(.misconfigured, "\(id) is no domain") }
        for origin in origins {
            guard let host = origin.host, !DomainName.isWithin(host, id) else { continue }
            throw FIDOError(.misconfigured, "\(origin) is not within \(id); is it a related origin?")
        }
        guard !origins.isEmpty else { throw FIDOError(.misconfigured, "no origin") }
        (self.id, self.name, self.embedding) = (id, name, embedding)
        self.origins = origins.union(relatedOrigins)
    }

    var idHash: Bytes { Hash.sha256(Bytes(utf8: id)) }

    /// §7.1 steps 9 to 11, §7.2 steps 12 to 14.
    func checkOrigin(of client: ClientData) throws(FIDOError) {
        guard origins.contains(where: { $0.text == client.origin }) else {
            throw FIDOError(.wrongOrigin, "origin \(client.origin.debugDescription) is not one of \(id)")
        }
        guard client.crossOrigin || client.topOrigin != nil else { return }
        guard case .within(let pages, let unnamed) = embedding else {
            throw FIDOError(.crossOrigin, "within a page of another origin")
        }
        guard let top = client.topOrigin else {
            guard unnamed else { throw FIDOError(.crossOrigin, "within a page that the client does not name") }
            return
        }
        guard pages.contains(where: { $0.text == top }) else {
            throw FIDOError(.wrongTopOrigin, "within a page of \(top.debugDescription)")
        }
    }
}
