import Base
import Cryptography
import Directory
import HTTP

/// Keeps transactions: sealed in the browser until it has sent something, in the store from then on.
///
/// So an anonymous flood of authorization requests writes nothing. A transaction is found only with the cookie of
/// the browser that started it, whichever way it is kept.
struct TransactionStore: Sendable {
    let journeys: any StoredJourneys
    let sealer: Sealer
    let random: Random

    /// More transactions than this at once in one browser push the oldest out; headers would grow too large.
    static let maximumPerBrowser = 6
    private static let chunkSize = 3500
    private static let maximumChunks = 4
    private static let prefix = "x-ms-cpim-cache|"
    private static let purpose = "transaction"

    enum Loaded: Sendable {
        case found(Transaction)
        /// The browser sent no cookie of ours at all.
        case cookiesOff
        /// Expired, finished, or another browser's.
        case lost
    }

    func load(_ id: String, of tenant: Tenant.ID, from http: Request, at now: Timestamp) async throws -> Loaded {
        let cookies = http.cookies
        guard let first = cookies["\(TransactionStore.prefix)\(id)_0"] else {
            return cookies.pairs.isEmpty ? .cookiesOff : .lost
        }
        let bytes: Bytes
        if first.hasPrefix("s.") {
            let row = rowID(id, key: String(first.dropFirst(2)))
            guard let stored = try await journeys.journey(row, of: tenant, at: now) else { return .lost }
            bytes = stored.content
        } else {
            guard let sealed = joined(id, cookies),
                let opened = try? sealer.open(sealed, purpose: TransactionStore.purpose, place: id)
            else { return .lost }
            bytes = opened
        }
        guard let json = try? JSON(parsing: bytes), let transaction = Transaction(stored: json),
            transaction.id == id, transaction.tenant == tenant, now < transaction.expiresAt
        else { return .lost }
        return .found(transaction)
    }

    /// Cookies that let the browser hold a transaction that nobody has answered yet.
    func hold(_ transaction: Transaction, http: Request) throws -> [SetCookie]? {
        let sealed = try sealer.seal(
            transaction.stored.bytes, purpose: TransactionStore.purpose, place: transaction.id)
        let text = Base64.encodeURL(sealed)
        let chunks = stride(from: 0, to: text.utf8.count, by: TransactionStore.chunkSize).map { start in
            String(decoding: Array(text.utf8).dropFirst(start).prefix(TransactionStore.chunkSize), as: UTF8.self)
        }
        guard chunks.count <= TransactionStore.maximumChunks else { return nil }
        // Chunks of a longer state from before would spoil this one.
        let spare = (chunks.count..<TransactionStore.maximumChunks)
            .map { "\(TransactionStore.prefix)\(transaction.id)_\($0)" }.filter { http.cookies[$0] != nil }
        return evictions(http, keeping: transaction.id) + spare.map { expired($0, http) }
            + chunks.enumerated().map { index, chunk in
                cookie("\(TransactionStore.prefix)\(transaction.id)_\(index)", "c.\(chunk)", http)
            }
    }

    /// Writes the transaction. Nil: another request of the same page was faster.
    func save(_ transaction: inout Transaction, http: Request) async throws -> [SetCookie]? {
        let name = "\(TransactionStore.prefix)\(transaction.id)_0"
        let known = http.cookies[name].flatMap { $0.hasPrefix("s.") ? String($0.dropFirst(2)) : nil }
        let key = known ?? random.token()
        transaction.version += 1
        let row = StoredJourney(
            id: rowID(transaction.id, key: key), tenant: transaction.tenant, version: transaction.version,
            expiresAt: transaction.expiresAt, content: transaction.stored.bytes)
        guard try await journeys.save(row) else { return nil }
        if known != nil { return [] }
        let spare = (1..<TransactionStore.maximumChunks).map { "\(TransactionStore.prefix)\(transaction.id)_\($0)" }
        return [cookie(name, "s.\(key)", http)]
            + spare.filter { http.cookies[$0] != nil }.map { expired($0, http) }
    }

    /// The journey has ended.
    func end(_ transaction: Transaction, http: Request) async throws -> [SetCookie] {
        let names = (0..<TransactionStore.maximumChunks).map { "\(TransactionStore.prefix)\(transaction.id)_\($0)" }
        if let first = http.cookies[names[0]], first.hasPrefix("s.") {
            try await journeys.remove(rowID(transaction.id, key: String(first.dropFirst(2))))
        }
        return names.filter { http.cookies[$0] != nil }.map { expired($0, http) }
    }

    private func rowID(_ id: String, key: String) -> String {
        Base64.encodeURL(Hash.sha256(Bytes(utf8: "\(id).\(key)")))
    }

    private func joined(_ id: String, _ cookies: Cookies) -> Bytes? {
        var text = ""
        for index in 0..<TransactionStore.maximumChunks {
            guard let chunk = cookies["\(TransactionStore.prefix)\(id)_\(index)"] else { break }
            guard chunk.hasPrefix("c.") else { return nil }
            text += chunk.dropFirst(2)
        }
        return Base64.decodeURL(text)
    }

    /// Expires the oldest of too many. Cookies come oldest first (RFC 6265 §5.4).
    private func evictions(_ http: Request, keeping id: String) -> [SetCookie] {
        let names = http.cookies.pairs.map(\.name).filter { $0.hasPrefix(TransactionStore.prefix) }
        let stems = names.compactMap { $0.split(separator: "_").first }
        guard Set(stems).count >= TransactionStore.maximumPerBrowser,
            let oldest = stems.first(where: { !$0.hasSuffix(id) })
        else { return [] }
        return names.filter { $0.hasPrefix(oldest) }.map { expired($0, http) }
    }

    private func cookie(_ name: String, _ value: String, _ http: Request) -> SetCookie {
        SetCookie.ofBrowser(name, value, http: http)
    }

    private func expired(_ name: String, _ http: Request) -> SetCookie {
        .ofBrowser(name, "", maximumAge: 0, http: http)
    }
}
