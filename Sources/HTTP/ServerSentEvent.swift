import Base

/// One event of a stream (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable, Equatable {
    package var name: String?
    package var id: String?
    package var data: String

    package init(name: String? = nil, id: String? = nil, data: String) {
        self.name = name
        self.id = id
        self.data = data
    }

    /// The event as it goes over the wire. A line end in `data` begins a line of data; in `name` or `id` it could
    /// only be a mistake of ours.
    package var framed: Bytes {
        var text = ""
        if let name { text += "event: \(ServerSentEvent.oneLine(name))\n" }
        if let id { text += "id: \(ServerSentEvent.oneLine(id))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return Bytes(utf8: text + "\n")
    }

    /// A comment, which keeps proxies from closing a quiet stream and tells us of a client that is gone.
    package static let heartbeat = Bytes(utf8: ":\n\n")

    private static func oneLine(_ text: String) -> String {
        precondition(!text.contains(where: \.isNewline), "an event's name or id holds a line end")
        return text
    }
}

extension Response {
    /// A stream of events. Proxies are told not to collect it.
    package static func events(_ stream: AsyncStream<Bytes>) -> Response {
        Response(
            status: 200,
            headers: [
                "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            ], body: .events(stream))
    }
}
