import Base
import Cryptography
import Directory
import HTTP
import Synchronization

/// The browser of a journey, by a cookie of its own that outlives sessions: what conditional access calls a device.
/// It is set only when a profile wants to know the device again. Users keep its hash.
///
/// A reference, because a profile that remembers the device makes the answer set the cookie.
final class BrowserDevice: Sendable {
    /// Names the device to whoever keeps it; not what the cookie says.
    let id: String
    private let name: String
    private let value: String
    private let isRemembered = Mutex(false)

    private static let yearSeconds = 365 * 86_400

    /// No browser: a journey of the token endpoint.
    static var none: BrowserDevice { BrowserDevice(name: "", value: "") }

    convenience init(_ http: Request, tenant: Tenant, random: Random) {
        let name = "x-ms-cpim-device:\(tenant.name)"
        self.init(name: name, value: http.cookies[name] ?? random.token())
    }

    private init(name: String, value: String) {
        self.name = name
        self.value = value
        id = value.isEmpty ? "" : Base64.encodeURL(Hash.sha256(Bytes(utf8: value)))
    }

    /// Has the browser keep the cookie for a year from now.
    func remember() { isRemembered.withLock { $0 = true } }

    func cookies(http: Request) -> [SetCookie] {
        guard !name.isEmpty, isRemembered.withLock({ $0 }) else { return [] }
        return [.ofBrowser(name, value, maximumAge: BrowserDevice.yearSeconds, http: http)]
    }
}
