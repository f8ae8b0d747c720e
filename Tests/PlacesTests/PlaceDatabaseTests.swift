import Base
import Glibc
import HTTP
import Places
import TestSupport
import Testing

struct PlaceDatabaseTests {
    private let folder = TemporaryDirectory()

    private func database() throws -> PlaceDatabase {
        var writer = MMDBWriter()
        writer.addIPv4(
            [198, 51, 100, 0], length: 24,
            ["country": ["iso_code": "NZ"], "location": ["latitude": .number(-36.8), "longitude": .number(174.8)]])
        writer.addIPv4([203, 0, 113, 0], length: 25, ["registered_country": ["iso_code": "ch"]])
        writer.addIPv4([203, 0, 113, 128], length: 25, ["country_code": "JP"])
        writer.add(
            [0x20, 0x01, 0x0d, 0xb8] + Bytes(repeating: 0, count: 12), length: 32, ["country": ["iso_code": "DE"]])
        return try PlaceDatabase(path: try write(writer.bytes))
    }

    private func write(_ bytes: Bytes) throws -> String {
        let path = "\(folder.path)/places.mmdb"
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return path
    }

    @Test(arguments: [
        ("198.51.100.7", "NZ", -36.8), ("::ffff:198.51.100.7", "NZ", -36.8), ("203.0.113.1", "CH", nil),
        ("203.0.113.200", "JP", nil), ("2001:db8::7", "DE", nil),
    ])
    func `an address has a place`(address: String, country: String, latitude: Double?) throws {
        let found = try database().find(try #require(IPAddress(address)))
        #expect(found?.country == country)
        #expect(found?.latitude == latitude)
    }

    @Test(arguments: ["198.51.101.7", "2001:db9::7", "127.0.0.1"])
    func `of other addresses nothing is known`(address: String) throws {
        #expect(try database().find(try #require(IPAddress(address))) == nil)
    }

    @Test func `a database says when it was made`() throws {
        #expect(try database().builtAt == Timestamp(seconds: 1_795_250_875))
    }

    @Test func `what is no database is refused`() throws {
        let path = try write(Bytes(utf8: "not a database"))
        #expect(throws: PlaceDatabase.Unreadable.self) { try PlaceDatabase(path: path) }
        #expect(throws: PlaceDatabase.Unreadable.self) { try PlaceDatabase(path: "\(path)-missing") }
    }

    @Test func `a broken database answers nothing, and goes on`() throws {
        var writer = MMDBWriter()
        writer.addIPv4([198, 51, 100, 0], length: 24, ["country": ["iso_code": "NZ"]])
        var bytes = writer.bytes
        // The data's first byte now says that a pointer to nowhere follows.
        let data = try #require(bytes.firstRange(of: [7 << 5 | 1] + [2 << 5 | 7] + Bytes(utf8: "country")))
        bytes.replaceSubrange(data.lowerBound..<data.lowerBound + 3, with: [0x38, 0xff, 0xff])
        let database = try PlaceDatabase(path: try write(bytes))
        #expect(database.find(try #require(IPAddress("198.51.100.7"))) == nil)
    }
}
