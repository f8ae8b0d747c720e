import Base
import Policy

/// Base policies of another folder, for policies that name theirs otherwise: published samples build on
/// `B2C_1A_Demo_TrustFrameworkBase` and the like, whose content is that of a starter pack. What is missing by its id is
/// found by its role: localisation, extensions, base.
struct BorrowedBases {
    private let files: [(file: PolicySet.File, id: String)]

    private enum Role: CaseIterable {
        case localization, extensions, base

        init?(_ id: String) {
            let id = id.lowercased()
            let words: [(Role, String, short: String)] = [
                (.localization, "locali", "_loc"), (.extensions, "extension", "_ext"), (.base, "base", "_base"),
            ]
            guard let role = words.first(where: { id.contains($0.1) || id.hasSuffix($0.short) })?.0 else {
                return nil
            }
            self = role
        }
    }

    /// Folder by folder; of a policy that several have, the first counts.
    init(_ folders: [[PolicySet.File]]) {
        var files: [(file: PolicySet.File, id: String)] = []
        for folder in folders {
            let known = Set(files.map { $0.id.lowercased() })
            files += folder.compactMap { file in BorrowedBases.id(of: file).map { (file, $0) } }
                .filter { !known.contains($0.1.lowercased()) }
        }
        self.files = files
    }

    /// The files, and copies under the ids that `own` asks for.
    func serving(_ own: [PolicySet.File]) -> [PolicySet.File] {
        let known = Set((own.compactMap(BorrowedBases.id) + files.map(\.id)).map { $0.lowercased() })
        var wanted: [String] = []
        for id in own.compactMap(BorrowedBases.base) where !known.contains(id.lowercased()) {
            if !wanted.contains(where: { $0.lowercased() == id.lowercased() }) { wanted.append(id) }
        }
        return files.map(\.file) + wanted.compactMap(copy)
    }

    private func copy(_ id: String) -> PolicySet.File? {
        guard let role = Role(id), let found = files.first(where: { Role($0.id) == role }) else { return nil }
        let text = String(decoding: found.file.bytes, as: UTF8.self)
            .replacing("PolicyId=\"\(found.id)\"", with: "PolicyId=\"\(id)\"", maxReplacements: 1)
        return PolicySet.File(name: found.file.name, bytes: Bytes(utf8: text))
    }

    private static func id(of file: PolicySet.File) -> String? {
        let text = String(decoding: file.bytes, as: UTF8.self)
        guard let start = text.firstRange(of: " PolicyId=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func base(of file: PolicySet.File) -> String? {
        let text = String(decoding: file.bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "<BasePolicy>"),
            let open = text[start.upperBound...].firstRange(of: "<PolicyId>")
        else { return nil }
        return String(text[open.upperBound...].prefix { $0 != "<" }).trimmingBlanks()
    }
}
