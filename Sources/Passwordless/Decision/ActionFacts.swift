import Base

/// What is known when an action is judged. Conditions look it up by the names of `json`.
package struct ActionFacts: Sendable {
    /// Numeric.
    package var address: String?
    package var place: Place?
    /// Of a list of proxies, relays and hosting networks; nil: no list is configured.
    package var isAnonymous: Bool?
    /// Of the operator's lists, those that have the address.
    package var addressLists: [String] = []
    /// The address is none of those that the person has used.
    package var isNewAddress: Bool?
    package var travel: Travel?
    package var device: Device?
    package var userAgent: String?
    package var user = User()
    /// What the application says of the action itself: texts, numbers, truths, lists of texts.
    package var custom = JSON.Object()
    /// The realm's value lists, by name.
    package var lists = JSON.Object()

    package struct Device: Sendable {
        package var id: String
        package var isNew: Bool
        package var isInvalidated: Bool

        package init(id: String, isNew: Bool, isInvalidated: Bool = false) {
            self.id = id
            self.isNew = isNew
            self.isInvalidated = isInvalidated
        }
    }

    package struct User: Sendable {
        package var id: String?
        package var email: String?
        package var isEnrolled = false
        package var enrolledMethods: [VerificationMethod] = []
        package var deviceCount = 0
        package var custom = JSON.Object()

        package init() {}
    }

    package init() {}

    /// What conditions see. What is not known is null, and no comparison with it holds but `== null`.
    package var json: JSON {
        [
            "ip": [
                "address": JSON(address), "country": JSON(place?.country), "isAnonymous": JSON(isAnonymous),
                "isUnrecognized": JSON(isNewAddress), "isImpossibleTravel": JSON(travel?.isImpossible),
                "lists": JSON(addressLists),
            ],
            "device": [
                "id": JSON(device?.id), "isNew": JSON(device?.isNew), "isInvalidated": JSON(device?.isInvalidated),
                "userAgent": JSON(userAgent),
            ],
            "user": [
                "id": JSON(user.id), "email": JSON(user.email), "isEnrolled": .bool(user.isEnrolled),
                "verificationMethods": .array(user.enrolledMethods.map { .string($0.rawValue) }),
                "deviceCount": .integer(Int64(user.deviceCount)), "custom": .object(user.custom),
            ],
            "custom": .object(custom), "lists": .object(lists),
        ]
    }
}

extension JSON {
    fileprivate init(_ text: String?) { self = text.map { .string($0) } ?? .null }
    fileprivate init(_ value: Bool?) { self = value.map { .bool($0) } ?? .null }
}
