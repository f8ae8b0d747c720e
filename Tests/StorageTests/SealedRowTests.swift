import Base
import Directory
import Glibc
import SQL
import Storage
import TestSupport
import Testing

struct SealedRowTests {
    @Test func `neither key material nor what a person typed is in the files`() async throws {
        let directory = TemporaryDirectory()
        let store = try await Store.open(directory: directory.path, sealing: TestSealing())
        try await store.tenants.save(Sample.tenant)
        try await store.keySets.save(Sample.keySet("keys", "k1"))
        _ = try await store.journeys.save(Sample.journey("j", 1, "typed by a person"))

        let files = try ["cardea.db", "cardea.db-wal", "journeys.db", "journeys.db-wal"].flatMap {
            try contents(of: "\(directory.path)/\($0)")
        }

        // What is not secret is found, so the search works.
        #expect(files.contains(Bytes(utf8: "Contoso")))
        #expect(!files.contains(Bytes(utf8: "secret of k1")))
        #expect(!files.contains(Bytes(utf8: "typed by a person")))
        await store.close()
    }

    @Test func `a key that was moved to another row does not open`() async throws {
        let store = try await Store.inMemory(sealing: TestSealing())
        try await store.tenants.save(Sample.tenant)
        try await store.keySets.save(Sample.keySet("keys", "k1", "k2"))

        try await store.database.write { db in
            try db.execute(
                """
                UPDATE key_set_keys SET sealed_material = (SELECT sealed_material FROM key_set_keys WHERE id = 'k1')
                WHERE id = 'k2'
                """)
        }

        await #expect(throws: TestSealing.Refused.self) {
            _ = try await store.keySets.keySet("keys", of: Sample.tenant.id)
        }
    }

    @Test func `an old state of a journey that was put back does not open`() async throws {
        let store = try await Store.inMemory(sealing: TestSealing())
        _ = try await store.journeys.save(Sample.journey("j", 1, "one"))
        let old = try await store.journeyDatabase.read { db in
            try db.first("SELECT sealed_content FROM journeys") { row in try row[0] as Bytes }
        }
        _ = try await store.journeys.save(Sample.journey("j", 2, "two"))

        try await store.journeyDatabase.write { db in try db.execute("UPDATE journeys SET sealed_content = \(old)") }

        await #expect(throws: TestSealing.Refused.self) {
            _ = try await store.journeys.journey("j", of: Sample.tenant.id, at: Sample.now)
        }
    }

    private func contents(of path: String) throws -> Bytes {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var contents = Bytes()
        var buffer = Bytes(repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { contents += buffer.prefix(count) }
        return contents
    }
}
