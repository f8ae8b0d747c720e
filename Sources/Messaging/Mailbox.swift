import Base
import HTTP
import Synchronization

/// The carrier of development: every channel ends here, and `/mailbox` shows it. Keeps the newest messages in
/// memory and drops the oldest, so it needs no care.
package final class Mailbox: Carrier {
    private struct State {
        var messages: [Message] = []
        var readers: [Int: AsyncStream<Message>.Continuation] = [:]
        var readersEver = 0
    }

    private let capacity: Int
    private let maximumReaders = 64
    private let state = Mutex(State())

    package init(capacity: Int = 500) { self.capacity = capacity }

    package func send(_ message: Message) async throws(DeliveryError) {
        let readers = state.withLock { state in
            state.messages.append(message)
            state.messages.removeFirst(max(0, state.messages.count - capacity))
            return Array(state.readers.values)
        }
        for reader in readers { reader.yield(message) }
    }

    /// Newest first; with an address, those sent exactly there, whatever the case of its letters.
    package func messages(to address: String? = nil) -> [Message] {
        let all = state.withLock { $0.messages }
        guard let address = address?.lowercased() else { return all.reversed() }
        return all.reversed().filter { $0.to.lowercased() == address }
    }

    /// The messages that come from now on, for a page that is open. A reader that falls behind loses the oldest;
    /// beyond the number of readers that a development machine has, the stream ends at once.
    package func newMessages() -> AsyncStream<Message> {
        let (stream, continuation) = AsyncStream.makeStream(of: Message.self, bufferingPolicy: .bufferingNewest(32))
        let number = state.withLock { state -> Int? in
            guard state.readers.count < maximumReaders else { return nil }
            state.readersEver += 1
            state.readers[state.readersEver] = continuation
            return state.readersEver
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.readers.removeValue(forKey: number) }
        }
        return stream
    }
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
