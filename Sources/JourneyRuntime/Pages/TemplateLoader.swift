import Base
import HTTP
import Pages
import Synchronization
import Trace

/// Fetches operators' pages (`LoadUri`): bounded, cached and then revalidated, and with the last good copy kept for
/// when their server is down.
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
        /// Who has just mended or changed a page wants to see it; a page that is the same costs no more than asking.
        package static let development = Freshness(good: 0, failed: 0)
    }

    private struct Key: Hashable {
        let address: String
        let allowsScript: Bool
    }

    private struct Entry {
        let page: Loaded?
        let freshUntil: Timestamp
    }

    /// A page, and how its server knows it again (RFC 9110 §8.8).
    private struct Loaded {
        let template: PageTemplate
        let conditions: Headers
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
        if let known, now() < known.freshUntil { return known.page?.template }
        let loaded = await load(key, known?.page, fetch.recorded(by: trace))
        let kept = loaded ?? known?.page
        let freshUntil = now().adding(milliseconds: loaded == nil ? freshness.failed : freshness.good)
        cache.withLock { cache in
            // Addresses may hold claims: the table must not grow with them.
            if cache.count >= TemplateLoader.maximumCached { cache.removeAll() }
            cache[key] = Entry(page: kept, freshUntil: freshUntil)
        }
        return kept?.template
    }

    /// How many addresses are known.
    var count: Int { cache.withLock { $0.count } }

    private func load(_ key: Key, _ known: Loaded?, _ fetch: any Fetch) async -> Loaded? {
        do {
            var headers = known?.conditions ?? Headers()
            headers["Accept"] = "text/html"
            let response = try await fetch.send(
                FetchRequest(
                    url: key.address, headers: headers, timeoutMilliseconds: 5000,
                    maximumResponseSize: PageTemplate.maximumSize, mayReachPrivateAddresses: mayReachPrivateAddresses))
            if response.status == 304, let known, !known.conditions.fields.isEmpty { return known }
            guard response.status == 200 else {
                throw TemplateEvent.failed(key.address, reason: "status \(response.status)")
            }
            let template = try PageTemplate(response.body, loadedFrom: key.address, allowsScript: key.allowsScript)
            if !template.removed.isEmpty {
                emit(TemplateEvent.trimmed(key.address, removed: template.removed.joined(separator: ", ")))
            }
            return Loaded(template: template, conditions: response.headers.conditions)
        } catch let event as TemplateEvent {
            emit(event)
        } catch {
            emit(TemplateEvent.failed(key.address, reason: "\(error)"))
        }
        return nil
    }
}

extension Headers {
    /// What asks for a page only if it is another than the one that came with these (RFC 9110 §13.1).
    fileprivate var conditions: Headers {
        var conditions = Headers()
        let names = [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
        for (name, condition) in names {
            // Not more than a server can mean: it goes back with every request.
            if let value = self[name], value.utf8.count <= 256 { conditions[condition] = value }
        }
        return conditions
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
