import Base
import Directory
import HTTP

/// `/v1/users/{user}/devices`: what people were seen with.
struct DeviceEndpoints: Sendable {
    let parts: RealmAPI.Parts

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.get, "/v1/users/{user}/devices", list) + route(.patch, "/v1/users/{user}/devices/{device}", patch)
            + route(.post, "/v1/users/{user}/devices/{device}/invalidate", invalidate)
    }

    private func list(_ call: APICall) async throws -> Response {
        let devices = try await parts.devices.devices(of: try Persons.id(call["user"]), in: call.realm.tenant)
        return .json(.array(devices.map(\.shape)))
    }

    private func patch(_ call: APICall) async throws -> Response {
        var device = try await device(call)
        let body = try call.body()
        if let name = try body.text("name", maximum: 200) { device.name = String(name.filter { !$0.isNewline }) }
        if try body.flag("isTrusted") == false { device.trustedUntil = nil }
        return try await saved(device)
    }

    /// What the device was trusted with ends; rules see that it was given up.
    private func invalidate(_ call: APICall) async throws -> Response {
        var device = try await device(call)
        device.isInvalidated = true
        device.trustedUntil = nil
        return try await saved(device)
    }

    private func device(_ call: APICall) async throws -> Device {
        let found = try await parts.devices.device(
            Device.ID(call["device"]), of: try Persons.id(call["user"]), in: call.realm.tenant)
        guard let found else { throw APIError.notFound("device") }
        return found
    }

    private func saved(_ device: Device) async throws -> Response {
        try await parts.devices.save(device, limit: DeviceMemory.maximumPerPerson)
        return .json(device.shape)
    }
}
