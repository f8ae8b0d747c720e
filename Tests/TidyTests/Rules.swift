/// The rules of house-style §2 and §6 that a machine can hold, each with its remedy in the message.
enum Rules {
    /// Modules of the toolchain that every file may import.
    private static let toolchain: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials"]
    private static let testToolchain = toolchain.union(["Testing", "Foundation"])

    /// What `text`, the file at `path`, imports against the table.
    static func imports(_ path: String, _ text: String, _ manifest: Manifest) -> [String] {
        guard let owner = manifest.owner(of: path) else {
            return ["\(path): no target of Package.swift has this file; give it a row in the module table"]
        }
        let common = path.hasPrefix("Tests/") ? testToolchain : toolchain
        return importedModules(text).compactMap { line, name in
            if owner.dependencies.contains(name) || common.contains(name) || name == owner.name { return nil }
            let place = "\(path):\(line)"
            if name == "Foundation" {
                return "\(place): Foundation brings 34 MB of ICU along; use Base, the standard library, or "
                    + "FoundationEssentials where nothing else will do"
            }
            return "\(place): \(owner.name) does not declare \(name); add it to its row in Package.swift and to the "
                + "README if imports still point up the list, or move the code to a module that may know \(name)"
        }
    }

    /// Each C library is one module's affair, and only Server and the load tool open sockets.
    static func restrictedModules(_ manifest: Manifest) -> [String] {
        let sources = manifest.targets.filter { $0.kind != .tests && !$0.folder.hasPrefix("Tests/") }
        var problems: [String] = []
        for library in manifest.targets where library.kind == .library {
            let users = sources.filter { $0.dependencies.contains(library.name) }.map(\.name)
            if users.count != 1 {
                problems.append(
                    "Package.swift: \(library.name) has \(users.count) importers (\(users.joined(separator: ", "))); "
                        + "one module wraps a C library, the others use its Swift types")
            }
        }
        for target in sources where target.dependencies.contains("Transport") {
            if !["Server", "cardea-load"].contains(target.name) {
                problems.append(
                    "Package.swift: \(target.name) depends on Transport; take a `Fetch` or a `Responder` instead")
            }
        }
        return problems
    }

    /// Imports point up the list.
    static func order(_ manifest: Manifest) -> [String] {
        let modules = manifest.targets.filter { $0.kind == .module }.map(\.name)
        return manifest.targets.filter { $0.kind == .module }.flatMap { target in
            target.dependencies.compactMap { name in
                guard let used = modules.firstIndex(of: name), let user = modules.firstIndex(of: target.name),
                    used >= user
                else { return nil }
                return
                    "Package.swift: \(target.name) depends on \(name), which stands below it; the table is lowest first"
            }
        }
    }

    static func importedModules(_ text: String) -> [(line: Int, name: String)] {
        SwiftSource(text).code.numberedLines.compactMap { number, line in
            let words = Array(
                line.split(separator: " ").drop { $0.hasPrefix("@") || modifiers.contains(String($0)) })
            guard words.first == "import", words.count >= 2 else { return nil }
            let name = kinds.contains(String(words[1])) && words.count > 2 ? words[2] : words[1]
            return (number, String(name.prefix { $0 != "." }))
        }
    }

    private static let modifiers: Set<String> = ["private", "fileprivate", "internal", "package", "public"]
    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}

extension Rules {
    private struct Ban {
        let word: String
        let remedy: String
        /// Only code counts, not comments and strings.
        let isCode: Bool
        let isForTests: Bool
    }

    // Written in two halves, so that this file keeps its own rules.
    private static let bans = [
        Ban(word: "TO" + "DO", remedy: "do it now, or open an issue and name it", isCode: false, isForTests: true),
        Ban(word: "FIX" + "ME", remedy: "fix it now, or open an issue and name it", isCode: false, isForTests: true),
        Ban(word: "XX" + "X", remedy: "say what is wrong, or put it right", isCode: false, isForTests: true),
        Ban(
            word: "fatal" + "Error", remedy: "throw a typed error, or use precondition with the rule as its message",
            isCode: true, isForTests: true),
        Ban(
            word: "try" + "!", remedy: "handle the error, or make it impossible by a type", isCode: true,
            isForTests: false),
        Ban(word: "as" + "!", remedy: "switch over the cases, or use as? and refuse", isCode: true, isForTests: false),
        Ban(word: "print" + "(", remedy: "emit an Event; only executables print", isCode: true, isForTests: false),
    ]

    /// Words that have no place in the file, with what to do instead.
    static func words(_ path: String, _ text: String, isExecutable: Bool) -> [String] {
        let code = SwiftSource(text).code.numberedLines
        let lines = text.numberedLines
        return bans.flatMap { ban -> [String] in
            guard ban.isForTests || !path.hasPrefix("Tests/") else { return [] }
            guard !(isExecutable && ban.word.hasPrefix("print")) else { return [] }
            return (ban.isCode ? code : lines).filter { holds($0.text, ban.word) }
                .map { "\(path):\($0.number): \(ban.word): \(ban.remedy)" }
        }
    }

    /// Whether the word stands in the line by itself, not as the end or the start of a longer one.
    private static func holds(_ line: Substring, _ word: String) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: word) {
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isWhole =
                !(before?.isWordPart ?? false) && (word.last?.isLetter == false || !(after?.isWordPart ?? false))
            if isWhole { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    static let maximumWidth = 120
    static let maximumFileLength = 400
    static let maximumFunctionLength = 40

    static func sizes(_ path: String, _ text: String) -> [String] {
        let lines = text.numberedLines
        var problems = lines.filter { $0.text.count > maximumWidth }.map {
            "\(path):\($0.number): \($0.text.count) columns, \(maximumWidth) are allowed; break the line"
        }
        let length = text.hasSuffix("\n") ? lines.count - 1 : lines.count
        if length > maximumFileLength {
            problems.append("\(path): \(length) lines, \(maximumFileLength) are allowed; one main type per file")
        }
        for function in SwiftSource(text).functions where function.length > maximumFunctionLength {
            problems.append(
                "\(path):\(function.line): \(function.name) has \(function.length) lines, \(maximumFunctionLength) are "
                    + "allowed; what needs a heading inside is two functions")
        }
        return problems
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" || self == "." }
}

extension Rules {
    /// A module's README: three lines, the second in agreement with the table.
    static func readme(_ target: Manifest.Target, _ text: String?, _ manifest: Manifest) -> [String] {
        let path = "\(target.folder)/README.md"
        guard let text else {
            return ["\(path): is missing; say in three lines what the module owns, depends on and may not do"]
        }
        let lines = text.split(separator: "\n")
        let starts = ["Owns: ", "Depends on: ", "May not: "]
        guard lines.count == 3, zip(lines, starts).allSatisfy({ $0.hasPrefix($1) }) else {
            return ["\(path): has to be three lines that begin with \"Owns: \", \"Depends on: \" and \"May not: \""]
        }
        let said = dependencies(String(lines[1].dropFirst(starts[1].count)), of: target, manifest)
        let declared = Set(target.dependencies)
        guard said != declared else { return [] }
        let differing = said.symmetricDifference(declared).sorted().joined(separator: ", ")
        return ["\(path): \"Depends on\" and Package.swift disagree about \(differing); correct the one that is wrong"]
    }

    /// `nothing`, `everything` (every module above it), or a list.
    private static func dependencies(_ text: String, of target: Manifest.Target, _ manifest: Manifest) -> Set<String> {
        let list = text.hasSuffix(".") ? text.dropLast() : text[...]
        if list == "nothing" { return [] }
        if list == "everything" {
            let modules = manifest.targets.filter { $0.kind == .module }.map(\.name)
            return Set(modules.prefix { $0 != target.name })
        }
        return Set(list.split(separator: ",").map { String($0.drop { $0 == " " }) })
    }

    /// Decision records are `NNNN-name.md`, each number once.
    static func decisions(_ names: [String]) -> [String] {
        var seen: [Substring: String] = [:]
        return names.compactMap { name in
            let number = name.prefix(4)
            guard number.count == 4, number.allSatisfy(\.isNumber), name.dropFirst(4).hasPrefix("-") else {
                return "docs/decisions/\(name): is not named NNNN-name.md"
            }
            defer { seen[number] = name }
            return seen[number].map { "docs/decisions/\(name): \($0) has the number already; take the next free one" }
        }
    }
}
