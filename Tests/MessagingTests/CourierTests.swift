import Base
import Messaging
import Synchronization
import Testing

struct CourierTests {
    @Test func `each channel goes to its carrier and one without is refused`() async {
        let mail = Mailbox()
        let text = Mailbox()
        let courier = Courier([.mail: mail, .text: text])

        #expect(await failure { () async throws(DeliveryError) in try await courier.send(.sample(.mail)) } == nil)
        #expect(await failure { () async throws(DeliveryError) in try await courier.send(.sample(.text)) } == nil)
        #expect(
            await failure { () async throws(DeliveryError) in try await courier.send(.sample(.push)) } == .noCarrier)
        #expect(mail.messages().map(\.channel) == [.mail])
        #expect(text.messages().map(\.channel) == [.text])
    }

    @Test func `a carrier that never ends costs its time, and then a place`() async {
        let stuck = StuckCarrier()
        let courier = Courier([.mail: stuck, .text: Mailbox()], timeoutMilliseconds: 20, maximumInFlight: 1)

        #expect(await failure { () async throws(DeliveryError) in try await courier.send(.sample()) } == .timedOut)
        #expect(await failure { () async throws(DeliveryError) in try await courier.send(.sample(.text)) } == .busy)

        stuck.release()
        var last: DeliveryError? = .busy
        // On a busy machine even a mailbox may take longer than it has.
        for _ in 0..<500 where last != nil {
            try? await Task.sleep(for: .milliseconds(20))
            last = await failure { () async throws(DeliveryError) in try await courier.send(.sample(.text)) }
        }
        #expect(last == nil)
    }

    @Test func `events tell the channel and the reason, never the person`() async {
        let events = Mutex<[String]>([])
        let courier = Courier([.mail: Mailbox()]) { event in
            let fields = JSON.object(JSON.Object(event.fields.map { ($0.name, $0.value) })).text
            events.withLock { $0.append("\(event.name) \(fields)") }
        }

        _ = await failure { () async throws(DeliveryError) in try await courier.send(.sample()) }
        _ = await failure { () async throws(DeliveryError) in try await courier.send(.sample(.push)) }

        #expect(
            events.withLock { $0 } == [
                "message.sent {\"message\":\"m1\",\"channel\":\"mail\"}",
                "message.notSent {\"message\":\"m1\",\"channel\":\"push\",\"reason\":\"noCarrier\"}",
            ])
    }
}

/// Ignores its cancellation, as a C library may.
private final class StuckCarrier: Carrier {
    private let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)

    func send(_ message: Message) async throws(DeliveryError) {
        await withCheckedContinuation { continuation in waiting.withLock { $0 = continuation } }
    }

    func release() { waiting.withLock { $0.take() }?.resume() }
}
