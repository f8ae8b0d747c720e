import Base
import HTTP
import Trace

/// Sends requests as another does, and writes each down with its answer.
struct RecordingFetch: Fetch {
    let fetch: any Fetch
    let recorder: TraceRecorder

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let number = recorder.begin(
            .call(
                .init(
                    method: request.method.rawValue, url: recorder.url(request.url),
                    headers: recorder.headers(request.headers),
                    body: recorder.body(request.body, type: request.headers["Content-Type"]))))
        do throws(FetchError) {
            let response = try await fetch.send(request)
            end(number, response)
            return response
        } catch {
            recorder.end(number, outcome: .failed) { event in
                guard case .call(var call) = event else { return }
                call.problem = "\(error)"
                event = .call(call)
            }
            throw error
        }
    }

    private func end(_ number: Int?, _ response: FetchResponse) {
        guard number != nil else { return }
        // The body first: a token in it may stand in a header too.
        let body = recorder.body(response.body, type: response.headers["Content-Type"])
        let answer = TraceEvent.Call.Answer(
            status: response.status, headers: recorder.headers(response.headers), body: body)
        recorder.end(number, outcome: response.status < 400 ? .done : .failed) { event in
            guard case .call(var call) = event else { return }
            call.answer = answer
            event = .call(call)
        }
    }
}

extension Fetch {
    /// The same, writing to the recorder where there is one.
    func recorded(by recorder: TraceRecorder?) -> any Fetch {
        recorder.map { RecordingFetch(fetch: self, recorder: $0) } ?? self
    }
}
