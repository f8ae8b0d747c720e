import Base

/// A browser or app that a person was seen with.
package struct Device: Sendable, Equatable {
    package typealias ID = Identifier<Device>

    /// What its cookie holds, or what the application says; one device may be that of several people.
    package let id: ID
    package let tenant: Tenant.ID
    package let user: User.ID
    package var name: String
    package var userAgent: String
    /// The last one, numeric.
    package var address: String
    /// ISO 3166 alpha-2, where it is known.
    package var country: String?
    package let createdAt: Timestamp
    package var lastSeenAt: Timestamp
    /// A person or an operator has said that it is none of theirs any more.
    package var isInvalidated: Bool
    /// Until then a second factor is not asked for.
    package var trustedUntil: Timestamp?

    package init(
        id: ID, tenant: Tenant.ID, user: User.ID, name: String, userAgent: String, address: String,
        country: String? = nil, at now: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.user = user
        self.name = name
        self.userAgent = userAgent
        self.address = address
        self.country = country
        createdAt = now
        lastSeenAt = now
        isInvalidated = false
        trustedUntil = nil
    }
}

package protocol Devices: Sendable {
    func device(_ id: Device.ID, of user: User.ID, in tenant: Tenant.ID) async throws -> Device?
    /// Last seen first.
    func devices(of user: User.ID, in tenant: Tenant.ID) async throws -> [Device]
    /// Keeps the device, or replaces the one of this id and person. Beyond `limit` the one not seen longest goes.
    func save(_ device: Device, limit: Int) async throws
}
