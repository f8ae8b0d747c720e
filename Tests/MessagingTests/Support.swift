import Base
import HTTP
import Messaging
import Synchronization

/// 2026-11-21T08:47:55Z, a Saturday.
let saturday = Timestamp(seconds: 1_795_250_875)

extension Message {
    static func sample(
        id: String = "m1", _ channel: Channel = .mail, to: String = "ada@example.com", subject: String? = "Hello",
        text: String = "Your code is 482913.", html: String? = nil
    ) -> Message {
        Message(
            id: ID(id), channel: channel, to: to, subject: subject, text: text, html: html, sentAt: saturday)
    }
}

/// Answers every request with the same, and keeps what was asked.
final class RecordingFetch: Fetch {
    private let answer: Result<FetchResponse, FetchError>
    private let state = Mutex<[FetchRequest]>([])

    init(_ answer: Result<FetchResponse, FetchError>) { self.answer = answer }

    var requests: [FetchRequest] { state.withLock { $0 } }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        state.withLock { $0.append(request) }
        return try answer.get()
    }
}

/// Keeps what it is given, or fails.
final class RecordingSubmission: MailSubmission {
    private let error: (any Error)?
    private let state = Mutex<[(from: String, to: String, text: String)]>([])

    init(failing error: (any Error)? = nil) { self.error = error }

    var submitted: [(from: String, to: String, text: String)] { state.withLock { $0 } }

    func submit(from: String, to: String, message: Bytes) async throws {
        if let error { throw error }
        state.withLock { $0.append((from, to, String(decoding: message, as: UTF8.self))) }
    }
}

func failure(_ work: () async throws(DeliveryError) -> Void) async -> DeliveryError? {
    do throws(DeliveryError) {
        try await work()
        return nil
    } catch {
        return error
    }
}
