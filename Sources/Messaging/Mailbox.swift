import Base
import HTTP
import Synchronization

/// The carrier of development: every channel ends here, and `/mailbox` shows it. Keeps the newest messages in
/// memory and drops the oldest, so it needs no care.
package final class Mailbox: Carrier {
    private let capacity: Int
    private let kept = Mutex<[Message]>([])
    private let news = Broadcast<Message>()

    package init(capacity: Int = 500) { self.capacity = capacity }

    package func send(_ message: Message) async throws(DeliveryError) {
        kept.withLock { messages in
            messages.append(message)
            messages.removeFirst(max(0, messages.count - capacity))
        }
        news.send(message)
    }

    /// Newest first; with an address, those sent exactly there, whatever the case of its letters.
    package func messages(to address: String? = nil) -> [Message] {
        let all = kept.withLock { $0 }
        guard let address = address?.lowercased() else { return all.reversed() }
        return all.reversed().filter { $0.to.lowercased() == address }
    }

    /// The messages that come from now on, for a page that is open. A reader that falls behind loses the oldest;
    /// beyond the number of readers that a development machine has, the stream ends at once.
    package func newMessages() -> AsyncStream<Message> { news.listen(buffering: 32) }
}

extension Mailbox {
    /// `GET /mailbox/messages[?to=ADDRESS]`: an array, newest first. `GET /mailbox/events`: each new message as a
    /// server-sent event with the same JSON.
    package var routes: [Route] {
        [
            Route(.get, "/mailbox/messages") { request, _ in
                .json(.array(self.messages(to: request.query["to"]).map(\.json)))
            },
            Route(.get, "/mailbox/events") { _, _ in self.eventStream },
        ]
    }

    private var eventStream: Response {
        let (events, continuation) = AsyncStream.makeStream(of: Bytes.self, bufferingPolicy: .bufferingNewest(32))
        let messages = newMessages()
        let reading = Task {
            for await message in messages {
                continuation.yield(ServerSentEvent(name: "message", data: message.json.text).framed)
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return .events(events)
    }
}

extension Message {
    /// As `/mailbox/messages` shows it.
    package var json: JSON {
        [
            "id": .string(id.text), "channel": .string(channel.rawValue), "to": .string(to),
            "subject": subject.map(JSON.string) ?? .null, "text": .string(text),
            "html": html.map(JSON.string) ?? .null, "sentAt": .string(sentAt.iso8601),
        ]
    }
}
