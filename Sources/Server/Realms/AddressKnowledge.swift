import Base
import HTTP
import Passwordless
import Places

/// What an operator's files tell of addresses: where they are, and which lists they are on.
struct AddressKnowledge: Sendable {
    let places: any PlaceFinder
    let lists: AddressLists

    static let none = AddressKnowledge()

    private init() { (places, lists) = (NoPlaces(), AddressLists()) }

    /// `places` is a MaxMind database; `folder` has lists of ranges, `tor.txt`. Throws where one cannot be read.
    init(places: String?, folder: String?) throws {
        self.places = try places.map { DatabasePlaces(database: try PlaceDatabase(path: $0)) } ?? NoPlaces()
        guard let folder else {
            lists = AddressLists()
            return
        }
        let names = try Files.names(in: folder).filter { $0.hasSuffix(".txt") }.sorted()
        lists = try AddressLists(
            names.map { name in
                guard let text = String(validating: try Files.read("\(folder)/\(name)", limit: 64 << 20)) else {
                    throw AddressLists.Fault(description: "\(folder)/\(name) is not UTF-8")
                }
                return (String(name.dropLast(4)), text)
            })
    }
}

struct DatabasePlaces: PlaceFinder {
    let database: PlaceDatabase

    func place(of address: IPAddress) -> Place? {
        guard let found = database.find(address), let country = found.country else { return nil }
        var place = Place(country: country)
        if let latitude = found.latitude, let longitude = found.longitude {
            place.coordinates = Place.Coordinates(latitude: latitude, longitude: longitude)
        }
        return place
    }
}
