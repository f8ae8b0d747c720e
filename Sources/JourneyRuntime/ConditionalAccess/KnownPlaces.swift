import Base
import Directory

/// The devices and countries that a person has signed in from. Kept with the user; of a device, a hash.
struct KnownPlaces: Hashable, Sendable {
    /// When each was last seen.
    private var devices: [String: Timestamp] = [:]
    private var countries: [String: Timestamp] = [:]

    static let attribute = User.ownAttribute("knownPlaces")
    private static let maximumCount = 20

    init(of user: User?) {
        guard let stored = user?.attributes[Self.attribute] else { return }
        devices = Self.read(stored["devices"])
        countries = Self.read(stored["countries"])
    }

    func knows(device: String) -> Bool { devices[device] != nil }
    func knows(country: String) -> Bool { countries[country] != nil }

    mutating func add(device: String, country: String?, at now: Timestamp) {
        if !device.isEmpty { Self.add(device, to: &devices, now) }
        if let country { Self.add(country, to: &countries, now) }
    }

    /// Whether to write them for `device` and `country`: not at every sign-in from where everything is known.
    func isWorthKeeping(device: String, country: String?, at now: Timestamp) -> Bool {
        let dayAgo = now.adding(seconds: -86_400)
        return devices[device].map { $0 < dayAgo } ?? true
            || country.map { countries[$0].map { $0 < dayAgo } ?? true } ?? false
    }

    var stored: JSON { ["devices": Self.json(devices), "countries": Self.json(countries)] }

    private static func add(_ key: String, to places: inout [String: Timestamp], _ now: Timestamp) {
        places[key] = now
        guard places.count > maximumCount, let oldest = places.min(by: { $0.value < $1.value }) else { return }
        places[oldest.key] = nil
    }

    private static func json(_ places: [String: Timestamp]) -> JSON {
        .object(JSON.Object(places.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value.milliseconds)) }))
    }

    private static func read(_ json: JSON?) -> [String: Timestamp] {
        let members = json?.object?.members ?? []
        let pairs = members.compactMap { member in
            member.value.integer.map { (member.name, Timestamp(milliseconds: $0)) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
