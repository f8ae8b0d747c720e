import Base
import Cryptography

/// What the cryptography of an operation takes on this machine by itself, in milliseconds of a core: nothing that does
/// it can take less.
struct Floor {
    let signature: Double
    let passwordHash: Double

    init() throws {
        let key = try PrivateKey.rsa()
        let message = Bytes(repeating: 0x61, count: 500)
        signature = try Floor.milliseconds(400) { _ = try key.sign(message, using: .rs256) }
        let hash = try PasswordHash(hashing: Secret(Site.password))
        passwordHash = Floor.milliseconds(20) { _ = hash.matches(Secret(Site.password)) }
    }

    private static func milliseconds<E: Error>(_ times: Int, _ work: () throws(E) -> Void) throws(E) -> Double {
        try work()
        let before = Clock.cpuMilliseconds(of: 0)
        for _ in 0..<times { try work() }
        return (Clock.cpuMilliseconds(of: 0) - before) / Double(times)
    }
}
