import Base
import Policy
import Testing

/// The published policies beside this repository other than the starter packs, each over the pack that it extends.
enum Corpus {
    private static let root: String = {
        let here = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(here)/../shared/corpus"
    }()

    static let isPresent: Bool = {
        let isThere = PolicyFolder.exists(
            "\(root)/unit-tests/technical-profiles/oauth2-error/TP_OAuth2_OAuth2Error.xml")
        if !isThere { print("SKIPPED: no published policies at \(root)") }
        return isThere
    }()

    /// A server of the policies in `folder`, over a starter pack; `change` may correct what a file leaves open.
    static func server(
        _ folder: String, over pack: String = "SocialAndLocalAccounts", only file: String? = nil,
        changing change: (String) -> String = { $0 }
    ) async throws -> TestServer {
        let read = try #require(PolicyFolder.read("\(root)/\(folder)"))
        let files = read.policies.filter { file == nil || $0.name.hasSuffix(file ?? "") }
        try #require(!files.isEmpty)
        let changed = files.map { item in
            PolicySet.File(
                name: item.name, bytes: Bytes(utf8: change(String(decoding: item.bytes, as: UTF8.self))))
        }
        return try await TestServer.pack(pack, extra: changed)
    }
}
