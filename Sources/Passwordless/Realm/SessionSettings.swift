import Base
import Directory

/// How long a realm remembers a browser, in seconds.
package struct SessionSettings: Sendable, Equatable {
    /// Without use.
    package var idle: Int64
    /// Whatever the use (NIST SP 800-63B-4: 30 days at AAL1).
    package var absolute: Int64
    /// A browser, since somebody has last signed in with it: it shows their own ways, and counts as theirs.
    package var remembered: Int64
    /// For changes of factors: how fresh a proof must be.
    package var reauthentication: Int64

    package init() {
        idle = 86_400
        absolute = 30 * 86_400
        remembered = 90 * 86_400
        reauthentication = 600
    }

    /// What is not said is as in `other`.
    init(_ reader: ObjectReader, over other: SessionSettings) throws(ObjectReader.Fault) {
        try reader.allow(["idle", "absolute", "remembered", "reauthentication"])
        self = other
        idle = try reader.integer("idle", in: 60...(30 * 86_400)) ?? idle
        absolute = try reader.integer("absolute", in: 60...(365 * 86_400)) ?? absolute
        remembered = try reader.integer("remembered", in: 60...(400 * 86_400)) ?? remembered
        reauthentication = try reader.integer("reauthentication", in: 30...86_400) ?? reauthentication
    }

    var json: JSON {
        [
            "idle": .integer(idle), "absolute": .integer(absolute), "remembered": .integer(remembered),
            "reauthentication": .integer(reauthentication),
        ]
    }

    /// Until when `device` is.
    func remembers(until device: Device) -> Timestamp { device.lastSeenAt.adding(seconds: remembered) }

    func remembers(_ device: Device, at now: Timestamp) -> Bool {
        !device.isInvalidated && remembers(until: device) > now
    }
}

/// Who may have an account.
package struct SignUpSettings: Sendable, Equatable {
    /// Whether people make accounts by themselves, with a mail address that they prove.
    package var isOpen: Bool
    /// Only these domains of mail addresses; empty: any.
    package var domains: [String]

    package init() {
        isOpen = false
        domains = []
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["isOpen", "domains"])
        self.init()
        isOpen = try reader.flag("isOpen") ?? isOpen
        domains = (try reader.texts("domains") ?? []).map { $0.lowercased() }
    }

    var json: JSON { ["isOpen": .bool(isOpen), "domains": JSON(domains)] }
}
