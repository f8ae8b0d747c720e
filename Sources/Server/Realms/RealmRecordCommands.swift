import Base
import Directory
import Storage
import Passwordless

/// `cardea realm list|create|show|set|delete|export|import`.
struct RealmRecordCommands: Sendable {
    let keeper: RealmKeeper
    let readFile: @Sendable (String) throws -> Bytes

    func list(_ words: RealmWords) async throws -> RealmAnswer {
        let realms = try await keeper.store.realms.all()
        return RealmAnswer(
            realms.map { "\($0.id)  \($0.tenant)  \($0.displayName)  \($0.hosts.joined(separator: " "))" },
            .array(realms.map(Self.summary)))
    }

    func create(_ words: RealmWords) async throws -> RealmAnswer {
        let name = try words.position(1, "the realm's name")
        guard try await keeper.store.realms.realm(Realm.ID(name)) == nil else {
            throw RealmKeeper.Fault(description: "there is a realm \(name)")
        }
        var object: JSON.Object = [
            "realm": .string(name), "displayName": .string(words.value("--name") ?? name),
            "hosts": JSON(words.all("--host")), "settings": try settings(words) ?? [:],
        ]
        object["issuerPath"] = words.value("--issuer-path").map { .string($0) }
        return said("made", try await keeper.apply(try RealmFile(.object(object))))
    }

    func show(_ words: RealmWords) async throws -> RealmAnswer {
        RealmAnswer(try await keeper.file(of: try await realm(words)).json)
    }

    func set(_ words: RealmWords) async throws -> RealmAnswer {
        let file = try await file(words)
        return said("changed", try await keeper.apply(file))
    }

    /// By itself: Swift 6.3's optimiser crashes where this stands in the function above.
    private func file(_ words: RealmWords) async throws -> RealmFile {
        let realm = try await realm(words)
        return try changed(try await keeper.file(of: realm), words)
    }

    private func changed(_ file: RealmFile, _ words: RealmWords) throws -> RealmFile {
        var file = file
        if let name = words.value("--name") { file.displayName = name }
        if words.has("--host") { file.hosts = words.all("--host").filter { !$0.isEmpty } }
        if let path = words.value("--issuer-path") { file.issuerPath = path.isEmpty ? nil : path }
        if let json = try settings(words) {
            // A settings file that names no keys takes none away.
            let keys = file.settings.apiKeys
            file.settings = try RealmSettings(json)
            if json["apiKeys"] == nil { file.settings.apiKeys = keys }
        }
        return try RealmFile(file.json)
    }

    func delete(_ words: RealmWords) async throws -> RealmAnswer {
        let realm = try await realm(words)
        guard words.has("--yes") else { throw UsageError("deleting \(realm.id) deletes everybody in it: add --yes") }
        try await keeper.store.realms.delete(realm.id)
        return said("deleted", realm)
    }

    func export(_ words: RealmWords) async throws -> RealmAnswer { try await show(words) }

    func importFile(_ words: RealmWords) async throws -> RealmAnswer {
        let path = try words.position(1, "the file")
        do {
            return said("imported", try await keeper.apply(try RealmFile(try JSON(parsing: try readFile(path)))))
        } catch let fault as ObjectReader.Fault {
            throw RealmKeeper.Fault(description: "\(path): \(fault)")
        }
    }

    private func realm(_ words: RealmWords) async throws -> Realm {
        try await keeper.realm(try words.position(1, "the realm's name"))
    }

    private func settings(_ words: RealmWords) throws -> JSON? {
        guard let path = words.value("--settings") else { return nil }
        return try JSON(parsing: try readFile(path))
    }

    private func said(_ what: String, _ realm: Realm) -> RealmAnswer {
        let warnings = (try? RealmSettings(realm.settings))?.theme.warnings ?? []
        return RealmAnswer(
            ["\(what) \(realm.id), tenant id \(realm.tenant)"] + warnings.map { "warning: \($0)" }, Self.summary(realm))
    }

    private static func summary(_ realm: Realm) -> JSON {
        [
            "realm": .string(realm.id.text), "tenantId": .string(realm.tenant.text),
            "displayName": .string(realm.displayName), "hosts": JSON(realm.hosts),
        ]
    }
}
