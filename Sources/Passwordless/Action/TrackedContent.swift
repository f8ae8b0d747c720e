import Base
import Directory

/// What is kept of an action besides its state: why it was decided so, and what proved it.
package struct TrackedContent: Sendable, Equatable {
    package var address: String
    package var userAgent: String
    package var device: String?
    package var place: Place?
    package var custom: JSON.Object
    package var ruleIDs: [String]
    package var permittedMethods: [VerificationMethod]
    package var defaultMethod: VerificationMethod?
    package var proofs: [Proof]

    init(request: ActionRequest, decision: Decision, place: Place? = nil) {
        address = request.client.address
        userAgent = String(request.client.userAgent.prefix(400))
        device = request.client.device?.text
        self.place = place
        custom = request.custom
        ruleIDs = decision.ruleIDs
        permittedMethods = decision.permittedMethods
        defaultMethod = decision.defaultMethod
        proofs = []
    }
}

extension TrackedContent {
    var json: JSON {
        var object: JSON.Object = [
            "address": .string(address), "userAgent": .string(userAgent), "custom": .object(custom),
            "rules": JSON(ruleIDs), "permitted": .array(permittedMethods.map { .string($0.rawValue) }),
            "proofs": .array(proofs.map(\.stored)),
        ]
        object["device"] = device.map { .string($0) }
        object["place"] = place?.stored
        object["default"] = defaultMethod.map { .string($0.rawValue) }
        return .object(object)
    }

    package init(json: JSON) {
        address = json["address"]?.string ?? ""
        userAgent = json["userAgent"]?.string ?? ""
        device = json["device"]?.string
        place = json["place"].flatMap(Place.init(stored:))
        custom = json["custom"]?.object ?? JSON.Object()
        ruleIDs = json["rules"]?.strings ?? []
        permittedMethods = (json["permitted"]?.strings ?? []).compactMap(VerificationMethod.init(rawValue:))
        defaultMethod = json["default"]?.string.flatMap(VerificationMethod.init(rawValue:))
        proofs = (json["proofs"]?.array ?? []).compactMap(Proof.init(stored:))
    }
}

extension Place {
    fileprivate var stored: JSON {
        var object: JSON.Object = ["country": .string(country)]
        object["latitude"] = coordinates.map { .number($0.latitude) }
        object["longitude"] = coordinates.map { .number($0.longitude) }
        return .object(object)
    }

    fileprivate init?(stored json: JSON) {
        guard let country = json["country"]?.string else { return nil }
        self.init(country: country)
        if let latitude = json["latitude"]?.double, let longitude = json["longitude"]?.double {
            coordinates = Coordinates(latitude: latitude, longitude: longitude)
        }
    }
}

extension JSON {
    fileprivate var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
