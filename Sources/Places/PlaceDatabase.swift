import Base
import CMaxMindDB
import Glibc
import HTTP

/// A database in MaxMind's format (MaxMind DB 2.0): GeoLite2 or GeoIP2 of countries or cities, DB-IP's, IPinfo's. The
/// file is mapped into memory, so a look-up reads a few pages and changes nothing.
package final class PlaceDatabase: Sendable {
    /// What is known of an address.
    package struct Found: Sendable, Equatable {
        /// ISO 3166 alpha-2, upper case.
        package let country: String?
        /// Degrees.
        package let latitude: Double?
        package let longitude: Double?
    }

    /// The file cannot be read as a database. For the operator.
    package struct Unreadable: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let database: Handle

    package init(path: String) throws(Unreadable) { database = try Handle.open(path) }

    /// When the database was made, in seconds since 1970.
    package var builtAt: Timestamp {
        Timestamp(seconds: Int64(clamping: database.pointer.pointee.metadata.build_epoch))
    }

    /// Nil where nothing is known.
    package func find(_ address: IPAddress) -> Found? {
        guard var entry = entry(for: address) else { return nil }
        let country = Self.countryPaths.compactMap { text($0, &entry) }.first { $0.utf8.count == 2 }?.uppercased()
        let latitude = number(["location", "latitude"], &entry)
        let longitude = number(["location", "longitude"], &entry)
        guard country != nil || latitude != nil else { return nil }
        return Found(country: country, latitude: latitude, longitude: longitude)
    }

    /// Where the network is; else where it is registered; else as flat databases have it.
    private static let countryPaths = [["country", "iso_code"], ["registered_country", "iso_code"], ["country_code"]]

    private func entry(for address: IPAddress) -> MMDB_entry_s? {
        var problem = MMDB_SUCCESS
        let result = address.withSocketAddress { MMDB_lookup_sockaddr(database.pointer, $0, &problem) }
        guard problem == MMDB_SUCCESS, result.found_entry else { return nil }
        return result.entry
    }

    private func text(_ path: [String], _ entry: inout MMDB_entry_s) -> String? {
        guard let data = value(path, &entry), data.type == MMDB_DATA_TYPE_UTF8_STRING, let start = data.utf8_string
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(data.data_size))
        return String(validating: Bytes(bytes))
    }

    private func number(_ path: [String], _ entry: inout MMDB_entry_s) -> Double? {
        guard let data = value(path, &entry) else { return nil }
        switch data.type {
        case UInt32(MMDB_DATA_TYPE_DOUBLE): return data.double_value
        case UInt32(MMDB_DATA_TYPE_FLOAT): return Double(data.float_value)
        case _: return nil
        }
    }

    private func value(_ path: [String], _ entry: inout MMDB_entry_s) -> MMDB_entry_data_s? {
        let names = path.map { strdup($0) }
        defer { for name in names { free(name) } }
        var data = MMDB_entry_data_s()
        let status = (names.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { list in
            MMDB_aget_value(&entry, &data, list.baseAddress)
        }
        return status == MMDB_SUCCESS && data.has_data ? data : nil
    }
}

extension PlaceDatabase {
    /// The mapped file, closed with its last owner. libmaxminddb reads it from any thread.
    private final class Handle: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<MMDB_s>

        private init(_ pointer: UnsafeMutablePointer<MMDB_s>) { self.pointer = pointer }

        /// Not in `init`: one that throws when everything is set runs `deinit`.
        static func open(_ path: String) throws(Unreadable) -> Handle {
            let pointer = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
            let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), pointer)
            guard status == MMDB_SUCCESS else {
                pointer.deallocate()
                throw Unreadable(description: "\(path): \(String(cString: MMDB_strerror(status)))")
            }
            return Handle(pointer)
        }

        deinit {
            MMDB_close(pointer)
            pointer.deallocate()
        }
    }
}

extension IPAddress {
    /// The address as the C library of sockets has it, without a port.
    fileprivate func withSocketAddress<Answer>(_ body: (UnsafePointer<sockaddr>) -> Answer) -> Answer {
        guard bytes.count == 4 else {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}
