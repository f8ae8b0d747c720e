import Base
import Directory

/// Remembers the devices that people's actions passed from: those are the ones that rules call known.
package struct DeviceMemory: ActionWitness {
    /// As many as a person has; the one not seen longest is forgotten.
    package static let maximumPerPerson = 50

    private let devices: any Devices
    private let now: Now

    package init(devices: any Devices, now: @escaping Now) {
        self.devices = devices
        self.now = now
    }

    package func saw(_ action: TrackedAction, in realm: RealmContext) async throws {
        let content = TrackedContent(json: action.content)
        guard ActionState(rawValue: action.state)?.isPassed == true, let id = content.device else { return }
        let known = try await devices.device(Device.ID(id), of: action.user, in: realm.tenant)
        // Who has said that a device is none of theirs any more says so until they take it back.
        guard known?.isInvalidated != true else { return }
        var device =
            known
            ?? Device(
                id: Device.ID(id), tenant: realm.tenant, user: action.user, name: "", userAgent: content.userAgent,
                address: content.address, at: now())
        if device.name.isEmpty { device.name = DeviceName.of(content.userAgent) }
        device.lastSeenAt = now()
        if !content.userAgent.isEmpty { device.userAgent = content.userAgent }
        if !content.address.isEmpty { device.address = content.address }
        device.country = content.place?.country ?? device.country
        try await devices.save(device, limit: Self.maximumPerPerson)
    }
}

/// Several that are told one after the other.
package struct Witnesses: ActionWitness {
    private let all: [any ActionWitness]

    package init(_ all: [any ActionWitness]) { self.all = all }

    package func saw(_ action: TrackedAction, in realm: RealmContext) async throws {
        for witness in all { try await witness.saw(action, in: realm) }
    }
}
