import Base
import Cryptography
import Directory
import Passwordless
import Storage
import HTTP

/// `cardea realm client …`. A secret is shown once and kept as its hash.
struct RealmClientCommands: Sendable {
    let keeper: RealmKeeper
    let random: Random

    func list(_ words: RealmWords) async throws -> RealmAnswer {
        let clients = try await keeper.store.applications.applications(of: try await realm(words).tenant)
        return RealmAnswer(
            clients.map { "\($0.id)  \($0.name)  \($0.redirectURIs.map(\.uri).joined(separator: " "))" },
            .array(clients.map { RealmClientEntry($0).json }))
    }

    func add(_ words: RealmWords) async throws -> RealmAnswer {
        let realm = try await realm(words)
        let isOwn = words.has("--own")
        let id = isOwn ? RealmClientEntry.own : words.value("--id") ?? random.uuid()
        let known = try await keeper.store.applications.application(
            Application.ID(isOwn ? realm.tenant.text : id), of: realm.tenant)
        guard known == nil || isOwn else { throw RealmKeeper.Fault(description: "there is a client \(id)") }
        let redirects = words.all("--redirect")
        guard !redirects.isEmpty else { throw UsageError("--redirect is missing: where answers may go") }
        let hasSecret = !isOwn && !words.has("--public")
        let secret = random.token(32)
        var json: JSON.Object = ["clientId": .string(id), "name": .string(words.value("--name") ?? id)]
        json[words.has("--public") ? "spaRedirectUris" : "redirectUris"] = JSON(redirects)
        if hasSecret { json["secrets"] = [["sha256": .string(Base64.encodeURL(Hash.sha256(secret.utf8)))]] }
        if words.has("--pairwise") { json["subjectType"] = "pairwise" }
        if words.has("--always-code") || isOwn { json["alwaysAnswersWithCode"] = true }
        if words.has("--public") { json["requiresPkce"] = true }
        json["idTokenSignedResponseAlg"] = words.value("--id-token-alg").map { .string($0) }
        let entry = try RealmClientEntry(try ObjectReader(.object(json)))
        let client = entry.application(of: realm.tenant, before: nil)
        try check(client, in: realm)
        try await keeper.store.applications.save(client)
        return shown(client, secret: hasSecret ? secret : nil)
    }

    /// The secrets before it go on working, so that the client can change over, unless `--drop-old` says otherwise.
    func secret(_ words: RealmWords) async throws -> RealmAnswer {
        var client = try await client(words)
        let secret = random.token(32)
        let kept = words.has("--drop-old") ? [] : Array(client.secretHashes.suffix(4))
        client.secretHashes = kept + [Hash.sha256(secret.utf8)]
        try check(client, in: try await keeper.realm(try words.position(2, "the realm's name")))
        try await keeper.store.applications.save(client)
        return shown(client, secret: secret)
    }

    func remove(_ words: RealmWords) async throws -> RealmAnswer {
        let client = try await client(words)
        try await keeper.store.applications.remove(client.id, of: client.tenant)
        return RealmAnswer(["removed \(client.id)"], ["clientId": .string(client.id.text)])
    }

    /// As a file's clients are.
    private func check(_ client: Application, in realm: Realm) throws {
        guard let profile = try RealmSettings(realm.settings).profile,
            let (item, remedy) = profile.problem(of: client, isOwn: client.id.text == realm.tenant.text)
        else { return }
        throw RealmKeeper.Fault(
            description: "\(item) contradicts profile \(profile.rawValue): \(remedy); bring the client in by a file")
    }

    private func realm(_ words: RealmWords) async throws -> Realm {
        try await keeper.realm(try words.position(2, "the realm's name"))
    }

    private func client(_ words: RealmWords) async throws -> Application {
        let realm = try await realm(words)
        let id = try words.position(3, "the client's id")
        guard let found = try await keeper.store.applications.application(Application.ID(id), of: realm.tenant) else {
            throw RealmKeeper.Fault(description: "there is no client \(id)")
        }
        return found
    }

    private func shown(_ client: Application, secret: String?) -> RealmAnswer {
        var lines = ["client  \(client.id)"]
        var json: JSON.Object = ["clientId": .string(client.id.text)]
        if let secret {
            lines.append("secret  \(secret)")
            json["clientSecret"] = .string(secret)
        }
        return RealmAnswer(lines, .object(json))
    }
}
