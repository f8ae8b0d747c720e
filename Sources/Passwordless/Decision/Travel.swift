import Base
import Glibc

/// Where a request came from, as far as the address tells.
package struct Place: Sendable, Equatable {
    /// ISO 3166 alpha-2.
    package var country: String
    /// Degrees, north and east positive; nil: only the country is known.
    package var coordinates: Coordinates?

    package struct Coordinates: Sendable, Equatable {
        package let latitude: Double
        package let longitude: Double

        package init?(latitude: Double, longitude: Double) {
            guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    package init(country: String, coordinates: Coordinates? = nil) {
        self.country = country
        self.coordinates = coordinates
    }
}

/// From one sign-in to the next.
package struct Travel: Sendable {
    /// Nearer than this, addresses of one provider are mapped to different cities by chance.
    private static let blurKilometres = 200.0
    /// Faster than an airliner with the wind behind it.
    private static let fastestKilometresPerHour = 1000.0

    package let kilometres: Double
    package let seconds: Int64

    /// Nil where a place has no coordinates.
    package init?(from: Place, at start: Timestamp, to: Place, at end: Timestamp) {
        guard let from = from.coordinates, let to = to.coordinates else { return nil }
        kilometres = Travel.distance(from, to)
        seconds = max(end.seconds - start.seconds, 0)
    }

    /// Nobody travels like that.
    package var isImpossible: Bool {
        guard kilometres > Travel.blurKilometres else { return false }
        return (kilometres - Travel.blurKilometres) * 3600 > Double(seconds) * Travel.fastestKilometresPerHour
    }

    /// The haversine formula over a sphere: within half a percent.
    private static func distance(_ from: Place.Coordinates, _ to: Place.Coordinates) -> Double {
        let radians = Double.pi / 180
        let (first, second) = (from.latitude * radians, to.latitude * radians)
        let height = sin((second - first) / 2)
        let width = sin((to.longitude - from.longitude) * radians / 2)
        let share = height * height + cos(first) * cos(second) * width * width
        return 2 * 6371 * asin(min(share.squareRoot(), 1))
    }
}
