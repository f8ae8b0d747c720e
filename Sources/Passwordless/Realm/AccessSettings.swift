import Base
import HTTP

/// A key of the server interface. The key itself is shown once, when it is made.
package struct APIKey: Sendable, Equatable {
    package let id: String
    package var name: String
    /// SHA-256. Right only because we make keys ourselves, from 256 random bits.
    package let hash: Bytes
    package let createdAt: Timestamp
    package var expiresAt: Timestamp?

    package init(id: String, name: String, hash: Bytes, createdAt: Timestamp, expiresAt: Timestamp? = nil) {
        self.id = id
        self.name = name
        self.hash = hash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["id", "name", "sha256", "createdAt", "expiresAt"])
        let text = try reader.required("sha256")
        guard let hash = Base64.decodeURL(text), hash.count == 32 else {
            throw reader.fault("sha256", "must be the SHA-256 of the key, base64url")
        }
        self.init(
            id: try reader.required("id"), name: try reader.text("name") ?? "", hash: hash,
            createdAt: try reader.time("createdAt") ?? Timestamp(seconds: 0), expiresAt: try reader.time("expiresAt"))
    }

    var json: JSON {
        var object: JSON.Object = [
            "id": .string(id), "name": .string(name), "sha256": .string(Base64.encodeURL(hash)),
            "createdAt": .string(createdAt.iso8601),
        ]
        object["expiresAt"] = expiresAt.map { .string($0.iso8601) }
        return .object(object)
    }
}

/// Who is told of what happens.
package struct WebhookSettings: Sendable, Equatable {
    package let id: String
    package var url: String
    /// `authenticator.created`
    package var events: [String]

    package init(id: String, url: String, events: [String]) {
        self.id = id
        self.url = url
        self.events = events
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["id", "url", "events"])
        let events = try reader.texts("events") ?? []
        if events.contains("push.created") {
            throw reader.fault("events", "has push.created, and this server has no push messages yet")
        }
        if let strange = events.first(where: { !WebhookEvent.types.contains($0) }) {
            throw reader.fault("events", "has \(strange.prefix(40)), which is no kind of event")
        }
        let url = try reader.required("url")
        guard let address = URL(url), address.scheme == "https" || (address.scheme == "http" && address.isLoopback)
        else {
            throw reader.fault("url", "must be an https address")
        }
        self.init(id: try reader.required("id"), url: url, events: events)
    }

    var json: JSON { ["id": .string(id), "url": .string(url), "events": JSON(events)] }
}

extension ObjectReader {
    func time(_ name: String) throws(Fault) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(iso8601: text) else { throw fault(name, "must be a time in ISO 8601") }
        return time
    }
}
