import Base
import Cryptography
import FIDO
import Synchronization

/// The metadata of authenticators (FIDO Metadata Service 3) in a file that somebody else keeps fresh: verified to its
/// root when it is read, and read again when it has changed. What cannot be verified leaves what was there.
final class AuthenticatorMetadata: Sendable {
    private let path: String
    private let root: Certificate
    private let now: Now
    private let emit: Emit
    private let state: Mutex<State>

    private struct State {
        var blob: MetadataBLOB
        var stamp: String?
        var lookAt: Timestamp
    }

    private static let lookSeconds: Int64 = 60

    /// Throws what is wrong with the file, or with the certificate of its root (PEM or DER).
    init(_ path: String, root rootPath: String, now: @escaping Now, emit: @escaping Emit) throws {
        (self.path, self.now, self.emit) = (path, now, emit)
        root = try Self.certificate(try Files.read(rootPath))
        let stamp = Files.stamp(path)
        let blob = try Self.read(path, root, newerThan: nil, now())
        state = Mutex(State(blob: blob, stamp: stamp, lookAt: now().adding(seconds: Self.lookSeconds)))
        emit(AuthenticatorMetadataEvent.read(number: blob.number, entries: blob.entries.count))
        if blob.isOutdated(now()) { emit(AuthenticatorMetadataEvent.outdated(nextUpdate: blob.nextUpdate)) }
    }

    var blob: MetadataBLOB {
        let now = now()
        return state.withLock { state in
            guard now >= state.lookAt else { return state.blob }
            state.lookAt = now.adding(seconds: Self.lookSeconds)
            let stamp = Files.stamp(path)
            guard stamp != state.stamp else { return state.blob }
            state.stamp = stamp
            do {
                state.blob = try Self.read(path, root, newerThan: state.blob.number, now)
                emit(AuthenticatorMetadataEvent.read(number: state.blob.number, entries: state.blob.entries.count))
            } catch {
                emit(AuthenticatorMetadataEvent.refused(reason: "\(error)"))
            }
            return state.blob
        }
    }

    private static func read(
        _ path: String, _ root: Certificate, newerThan known: Int?, _ now: Timestamp
    ) throws -> MetadataBLOB {
        guard let text = String(validating: try Files.read(path, limit: MetadataBLOB.sizeLimit)) else {
            throw FIDOError(.invalidMetadata, "\(path) is not UTF-8")
        }
        return try MetadataBLOB(
            String(text.filter { !$0.isWhitespace }), root: root, newerThan: known, now: now)
    }

    private static func certificate(_ bytes: Bytes) throws -> Certificate {
        guard let text = String(validating: bytes), text.contains("-----BEGIN") else {
            return try Certificate(der: bytes)
        }
        return try Certificate.all(pem: text)[0]
    }
}

enum AuthenticatorMetadataEvent: Event, Equatable {
    case read(number: Int, entries: Int)
    case outdated(nextUpdate: CalendarDate)
    case refused(reason: String)

    var name: String {
        switch self {
        case .read: "metadata.read"
        case .outdated: "metadata.outdated"
        case .refused: "metadata.refused"
        }
    }

    var level: EventLevel {
        switch self {
        case .read: .info
        case .outdated, .refused: .warning
        }
    }

    var fields: [(name: String, value: JSON)] {
        switch self {
        case .read(let number, let entries):
            [("number", .integer(Int64(number))), ("entries", .integer(Int64(entries)))]
        case .outdated(let date): [("next_update", .string(date.description))]
        case .refused(let reason): [("reason", .string(reason))]
        }
    }
}
