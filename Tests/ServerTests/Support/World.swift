import Base
import HTTP
import Synchronization

/// Everything outside the server: identity providers and REST services, by address. What nobody answers is down.
final class World: Fetch {
    typealias Service = @Sendable (FetchRequest) async throws -> FetchResponse

    private struct State {
        var services: [String: Service] = [:]
        var requests: [FetchRequest] = []
    }

    private let state = Mutex(State())

    /// Answers at an address without its query.
    func serve(_ address: String, _ service: @escaping Service) { state.withLock { $0.services[address] = service } }

    func serve(_ address: String, _ json: JSON, status: Int = 200) {
        serve(address) { _ in
            FetchResponse(status: status, headers: ["Content-Type": "application/json"], body: json.bytes)
        }
    }

    var requests: [FetchRequest] { state.withLock { $0.requests } }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let address = String(request.url.prefix { $0 != "?" })
        let service = state.withLock { state in
            state.requests.append(request)
            return state.services[address]
        }
        guard let service else { throw .connectionFailed }
        do {
            return try await service(request)
        } catch let error as FetchError {
            throw error
        } catch {
            throw .invalidResponse
        }
    }
}

extension World {
    /// Facebook, as the starter packs call it.
    func serveFacebook(_ person: JSON = World.ada) {
        serve(
            "https://graph.facebook.com/oauth/access_token",
            ["access_token": "fb-token", "token_type": "bearer", "expires_in": 3600])
        serve("https://graph.facebook.com/me", person)
    }

    static let ada: JSON = [
        "id": "fb-1", "first_name": "Ada", "last_name": "Lovelace", "name": "Ada Lovelace", "email": "ada@fb.example",
    ]
}
