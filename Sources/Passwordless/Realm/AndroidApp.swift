import Base

/// An app of Android that may use a realm's passkeys (Digital Asset Links).
package struct AndroidApp: Sendable, Equatable {
    /// `com.example.app`
    package let package: String
    /// SHA-256 of each certificate that signs it, as Google's tools print them: `14:6D:E9:…`.
    package let fingerprints: [String]

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["package", "sha256"])
        package = try reader.required("package")
        fingerprints = (try reader.texts("sha256", maximum: 10) ?? []).map { $0.uppercased() }
        let isName =
            package.contains(".") && package.utf8.allSatisfy { $0 == 0x2e || $0 == 0x5f || Self.isLetterOrDigit($0) }
        guard isName, package.utf8.count <= 255 else { throw reader.fault("package", "must be a package's name") }
        guard !fingerprints.isEmpty, fingerprints.allSatisfy({ Self.hash($0) != nil }) else {
            throw reader.fault("sha256", "must be SHA-256 fingerprints of certificates: 14:6D:E9:…")
        }
    }

    /// As WebAuthn names the app.
    var origins: [String] {
        fingerprints.compactMap(Self.hash).map { "android:apk-key-hash:\(Base64.encodeURL($0))" }
    }

    var assetLink: JSON {
        [
            "relation": ["delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"],
            "target": [
                "namespace": "android_app", "package_name": .string(package),
                "sha256_cert_fingerprints": JSON(fingerprints),
            ],
        ]
    }

    var json: JSON { ["package": .string(package), "sha256": JSON(fingerprints)] }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    private static func hash(_ fingerprint: String) -> Bytes? {
        let parts = fingerprint.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 32, parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
        return Hex.decode(parts.joined())
    }
}
