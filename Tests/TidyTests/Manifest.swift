/// The module table of `Package.swift`, read as text: the test must not believe what it is to check.
struct Manifest {
    struct Target: Equatable {
        enum Kind { case module, library, target, executable, tests, plugin }

        let kind: Kind
        let name: String
        let dependencies: [String]
        let folder: String
    }

    let targets: [Target]

    private static let kinds: [(call: String, kind: Target.Kind)] = [
        ("module", .module), ("library", .library), ("tests", .tests), (".target", .target), (".plugin", .plugin),
        (".executableTarget", .executable), (".testTarget", .tests), (".systemLibrary", .library),
    ]

    init(_ text: String) {
        // The functions above the package only spell the calls out.
        let package = text.firstRange(of: "let package").map { text[$0.lowerBound...] } ?? text[...]
        let calls = package.split(separator: "\n", omittingEmptySubsequences: false)
        var targets: [Target] = []
        for (index, line) in calls.enumerated() {
            let start = line.drop { $0 == " " }
            guard let kind = Manifest.kinds.first(where: { start.hasPrefix($0.call + "(") })?.kind else { continue }
            let call = Manifest.balanced(calls[index...].joined(separator: "\n"))
            if let target = Manifest.target(kind, call) { targets.append(target) }
        }
        self.targets = targets
    }

    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    /// The target whose folder holds the file.
    func owner(of path: String) -> Target? {
        targets.filter { path.hasPrefix($0.folder + "/") }.max { $0.folder.count < $1.folder.count }
    }

    private static func target(_ kind: Target.Kind, _ call: Substring) -> Target? {
        let strings = strings(in: call)
        guard let name = strings.first else { return nil }
        let path = call.firstRange(of: "path: ").flatMap { Manifest.strings(in: call[$0.upperBound...]).first }
        let folder = path ?? (kind == .tests ? "Tests/\(name)" : "Sources/\(name)")
        return Target(kind: kind, name: name, dependencies: dependencies(kind, call), folder: folder)
    }

    private static func dependencies(_ kind: Target.Kind, _ call: Substring) -> [String] {
        switch kind {
        case .library: return []
        case .module, .tests:
            // The list is the second argument; a label before the first bracket means that it is left out.
            guard let open = call.firstIndex(of: "["), !call[..<open].contains(":") else { return [] }
            return list(call[open...])
        case .target, .executable, .plugin:
            guard let label = call.firstRange(of: "dependencies: ") else { return [] }
            return list(call[label.upperBound...])
        }
    }

    private static func list(_ text: Substring) -> [String] {
        strings(in: text.firstIndex(of: "]").map { text[..<$0] } ?? text)
    }

    private static func strings(in text: Substring) -> [String] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }

    /// From the start to the bracket that closes the first one.
    private static func balanced(_ text: String) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth == 0 { return text[...index] }
            }
        }
        return text[...]
    }
}
