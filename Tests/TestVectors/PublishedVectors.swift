import Base
import Foundation

/// Test vectors that others publish. They lie beside the repository, in `shared/vectors`, and not in it.
package enum PublishedVectors {
    /// Reads a file by its path in `shared/vectors`; nil, with a line that cannot be missed, where it is not there.
    package static func json(_ path: String) throws -> JSON? {
        guard let folder else {
            print("SKIPPED: no shared/vectors beside the repository, so \(path) is not tested")
            return nil
        }
        let data = try Data(contentsOf: folder.appendingPathComponent(path))
        return try JSON(parsing: Bytes(data))
    }

    /// Paths of the `.json` files under a folder of `shared/vectors`, sorted.
    package static func files(in path: String) -> [String] {
        guard let root = folder?.appendingPathComponent(path) else {
            print("SKIPPED: no shared/vectors beside the repository, so \(path) is not tested")
            return []
        }
        let names = FileManager.default.enumerator(atPath: root.path)?.allObjects.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(path)/\($0)" }
    }

    /// The nearest `shared/vectors` upwards of this file, so that a worktree finds it as well.
    private static let folder: URL? = {
        var place = URL(fileURLWithPath: #filePath)
        while place.path != "/" {
            place.deleteLastPathComponent()
            let candidate = place.appendingPathComponent("shared/vectors")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }()
}

/// A file of Project Wycheproof: groups of tests that say whether they must be accepted.
package struct WycheproofFile {
    private let groups: [JSON]

    /// Nil where the vectors are not there.
    package init?(_ name: String) throws {
        guard let json = try PublishedVectors.json("wycheproof/\(name).json") else { return nil }
        groups = json["testGroups"]?.array ?? []
    }

    /// Runs every test and answers those whose outcome is another than the file's. `acceptable` tests may do either.
    /// Tests that
    /// `deviations` name may have the opposite outcome; one of them under which none has is answered too, so that the
    /// table stays true.
    package func mismatches(
        deviations: [Deviation] = [], _ accepts: (_ group: JSON, _ test: JSON) throws -> Bool
    ) -> (count: Int, found: [String]) {
        var count = 0
        var found: [String] = []
        var used: Set<String> = []
        for group in groups {
            for test in group["tests"]?.array ?? [] {
                count += 1
                let result = test["result"]?.string ?? ""
                guard result != "acceptable" else { continue }
                let isAccepted = (try? accepts(group, test)) ?? false
                let deviation = deviations.first { $0.names(group, test) && isAccepted != (result == "valid") }
                if let deviation {
                    used.insert(deviation.reason)
                } else if isAccepted != (result == "valid") {
                    found.append("\(test["tcId"]?.integer ?? 0) \(test["comment"]?.string ?? "") must be \(result)")
                }
            }
        }
        return (count, found + deviations.filter { !used.contains($0.reason) }.map { "unused: \($0.reason)" })
    }

    /// Cases in which we differ from the file on purpose, and why.
    package struct Deviation: Sendable {
        let reason: String
        let names: @Sendable (_ group: JSON, _ test: JSON) -> Bool

        package init(_ reason: String, where names: @escaping @Sendable (_ group: JSON, _ test: JSON) -> Bool) {
            (self.reason, self.names) = (reason, names)
        }
    }
}

extension JSON {
    /// The bytes of a member in hexadecimal.
    package func hex(_ name: String) throws -> Bytes {
        guard let bytes = self[name]?.string.flatMap(Hex.decode) else { throw MissingMember(name: name) }
        return bytes
    }

    package func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else { throw MissingMember(name: name) }
        return text
    }

    package func number(_ name: String) throws -> Int {
        guard let number = self[name]?.integer else { throw MissingMember(name: name) }
        return Int(number)
    }
}

package struct MissingMember: Error {
    let name: String
}
