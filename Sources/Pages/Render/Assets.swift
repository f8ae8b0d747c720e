import Base

/// Style sheets, scripts and pictures, compiled in by `AssetPlugin`. A path names one version of a file, so it may be
/// cached for ever.
package enum Assets {
    package struct Asset: Sendable {
        /// `/assets/page-0123456789abcdef.js`.
        package let path: String
        package let contentType: String
        package let bytes: Bytes
    }

    /// What our pages ask for by name.
    package enum Name: String, Sendable, CaseIterable {
        case functional = "functional.css"
        case classic = "classic.css"
        case oceanBlue = "ocean-blue.css"
        case slateGray = "slate-gray.css"
        case people = "people.css"
        case page = "page.js"
        case mailbox = "mailbox.js"
        case token = "token.js"
        case trace = "trace.js"
        case realm = "realm.css"
        case realmScript = "realm.js"
        case mark = "mark.svg"
    }

    package static let cacheControl = "public, max-age=31536000, immutable"

    /// For the route table.
    package static let all: [Asset] = CompiledAssets.files.map { file in
        let parts = file.name.split(separator: ".")
        return Asset(
            path: "/assets/\(parts[0])-\(file.hash).\(parts[1])", contentType: contentType(of: parts[1]),
            bytes: file.content.withUTF8Buffer { Bytes($0) })
    }

    package static subscript(name: Name) -> Asset {
        guard let asset = byName[name] else { preconditionFailure("no asset \(name.rawValue) was compiled in") }
        return asset
    }

    private static let byName: [Name: Asset] = {
        let named = zip(CompiledAssets.files, all).compactMap { file, asset in
            Name(rawValue: file.name).map { ($0, asset) }
        }
        return Dictionary(uniqueKeysWithValues: named)
    }()

    private static func contentType(of kind: Substring) -> String {
        switch kind {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
