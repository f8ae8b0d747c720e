import Base
import HTTP
import Pages
import Synchronization

/// Fetches operators' pages (`LoadUri`): bounded, cached, and with the last good copy kept for when their server is
/// down.
package final class TemplateLoader: Sendable {
    private let fetch: any Fetch
    private let now: Now
    private let mayReachPrivateAddresses: Bool
    private let emit: Emit
    private let cache = Mutex<[Key: Entry]>([:])

    private static let freshMilliseconds: Int64 = 60_000
    private static let maximumCached = 64

    private struct Key: Hashable {
        let address: String
        let allowsScript: Bool
    }

    private struct Entry {
        let template: PageTemplate?
        let fetchedAt: Timestamp
    }

    package init(fetch: any Fetch, mayReachPrivateAddresses: Bool, now: @escaping Now, emit: @escaping Emit) {
        self.fetch = fetch
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
        self.now = now
        self.emit = emit
    }

    /// Nil: it cannot be had, and the built-in look stands in. The trace says why.
    func template(at address: String, allowsScript: Bool) async -> PageTemplate? {
        let key = Key(address: address, allowsScript: allowsScript)
        let known = cache.withLock { $0[key] }
        if let known, now() < known.fetchedAt.adding(milliseconds: TemplateLoader.freshMilliseconds) {
            return known.template
        }
        let loaded = await load(key) ?? known?.template
        cache.withLock { cache in
            // Addresses may hold claims: the table must not grow with them.
            if cache.count >= TemplateLoader.maximumCached { cache.removeAll() }
            cache[key] = Entry(template: loaded, fetchedAt: now())
        }
        return loaded
    }

    private func load(_ key: Key) async -> PageTemplate? {
        do {
            let response = try await fetch.send(
                FetchRequest(
                    url: key.address, headers: ["Accept": "text/html"], timeoutMilliseconds: 5000,
                    maximumResponseSize: PageTemplate.maximumSize, mayReachPrivateAddresses: mayReachPrivateAddresses))
            guard response.status == 200 else {
                throw TemplateEvent.failed(key.address, reason: "status \(response.status)")
            }
            let template = try PageTemplate(response.body, loadedFrom: key.address, allowsScript: key.allowsScript)
            if !template.removed.isEmpty {
                emit(TemplateEvent.trimmed(key.address, removed: template.removed.joined(separator: ", ")))
            }
            return template
        } catch let event as TemplateEvent {
            emit(event)
        } catch {
            emit(TemplateEvent.failed(key.address, reason: "\(error)"))
        }
        return nil
    }
}

enum TemplateEvent: Event, Error {
    case failed(_ address: String, reason: String)
    case trimmed(_ address: String, removed: String)

    var name: String {
        switch self {
        case .failed: "template.failed"
        case .trimmed: "template.trimmed"
        }
    }

    var level: EventLevel {
        switch self {
        case .failed: .warning
        case .trimmed: .info
        }
    }

    var fields: [(name: String, value: JSON)] {
        switch self {
        case .failed(let address, let reason): [("address", .string(address)), ("reason", .string(reason))]
        case .trimmed(let address, let removed): [("address", .string(address)), ("removed", .string(removed))]
        }
    }
}
