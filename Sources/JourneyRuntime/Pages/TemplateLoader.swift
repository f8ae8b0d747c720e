import Base
import HTTP
import Pages
import Synchronization
import Trace

/// Fetches operators' pages (`LoadUri`): bounded, cached, and with the last good copy kept for when their server is
/// down.
package final class TemplateLoader: Sendable {
    private let fetch: any Fetch
    private let now: Now
    private let mayReachPrivateAddresses: Bool
    private let emit: Emit
    private let freshness: Freshness
    private let cache = Mutex<[Key: Entry]>([:])

    private static let maximumCached = 64

    /// How long what was fetched is used without asking again, in milliseconds.
    package struct Freshness: Sendable {
        let good: Int64
        let failed: Int64

        /// A dead server must not slow every page down.
        package static let production = Freshness(good: 60_000, failed: 60_000)
        /// Who has just mended or changed a page wants to see it.
        package static let development = Freshness(good: 1000, failed: 0)
    }

    private struct Key: Hashable {
        let address: String
        let allowsScript: Bool
    }

    private struct Entry {
        let template: PageTemplate?
        let freshUntil: Timestamp
    }

    package init(
        fetch: any Fetch, mayReachPrivateAddresses: Bool, freshness: Freshness = .production, now: @escaping Now,
        emit: @escaping Emit
    ) {
        self.fetch = fetch
        self.freshness = freshness
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
        self.now = now
        self.emit = emit
    }

    /// Nil: it cannot be had, and the built-in look stands in. The trace says why.
    func template(
        at address: String, allowsScript: Bool, recordedBy trace: TraceRecorder? = nil
    ) async -> PageTemplate? {
        let key = Key(address: address, allowsScript: allowsScript)
        let known = cache.withLock { $0[key] }
        if let known, now() < known.freshUntil { return known.template }
        let loaded = await load(key, fetch.recorded(by: trace))
        let kept = loaded ?? known?.template
        let freshUntil = now().adding(milliseconds: loaded == nil ? freshness.failed : freshness.good)
        cache.withLock { cache in
            // Addresses may hold claims: the table must not grow with them.
            if cache.count >= TemplateLoader.maximumCached { cache.removeAll() }
            cache[key] = Entry(template: kept, freshUntil: freshUntil)
        }
        return kept
    }

    /// How many addresses are known.
    var count: Int { cache.withLock { $0.count } }

    private func load(_ key: Key, _ fetch: any Fetch) async -> PageTemplate? {
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
