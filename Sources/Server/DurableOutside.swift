import HTTP
import Messaging
import Storage

// Who is told something before a request's answer is told only what is on the disk: an object's id, a code.

/// Calls other servers.
struct DurableFetch: Fetch {
    let inner: any Fetch

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        // The request's end says what is wrong with the disk.
        do { try await Store.keepWritten() } catch { throw .connectionFailed }
        return try await inner.send(request)
    }
}

/// Sends messages to people.
struct DurableCarrier: Carrier {
    let inner: any Carrier

    func send(_ message: Message) async throws(DeliveryError) {
        do { try await Store.keepWritten() } catch { throw .unreachable("\(error)") }
        try await inner.send(message)
    }
}
