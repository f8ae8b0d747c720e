/// The rules of house-style §2 and §6 that a machine can hold, each with its remedy in the message.
enum Rules {
    /// Modules of the toolchain that every file may import.
    private static let toolchain: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials"]
    private static let testToolchain = toolchain.union(["Testing", "Foundation"])

    /// What `text`, the file at `path`, imports against the table.
    static func imports(_ file: SourceFile, _ manifest: Manifest) -> [String] {
        let path = file.path
        guard let owner = manifest.owner(of: path) else {
            return ["\(path): no target of Package.swift has this file; give it a row in the module table"]
        }
        let common = path.hasPrefix("Tests/") ? testToolchain : toolchain
        return importedModules(file).compactMap { line, name in
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

    /// What a module declares and no file of it imports: the table would allow more than is meant.
    static func unused(_ target: Manifest.Target, _ files: [SourceFile]) -> [String] {
        let imported = Set(files.flatMap { importedModules($0).map(\.name) })
        return target.dependencies.filter { !imported.contains($0) }.map {
            "Package.swift: \(target.name) declares \($0), which none of its files imports; take it out of the row"
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

    static func importedModules(_ file: SourceFile) -> [(line: Int, name: String)] {
        file.source.code.numberedLines.compactMap { number, line in
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
        /// Whether code counts; otherwise comments do. Strings never.
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
        Ban(word: "print" + "(", remedy: "emit an Event; only commands print", isCode: true, isForTests: false),
    ]

    /// Words that have no place in the file, with what to do instead.
    static func words(_ file: SourceFile, isCommand: Bool) -> [String] {
        let path = file.path
        let code = file.source.code.numberedLines
        let comments = file.source.comments.numberedLines
        return bans.flatMap { ban -> [String] in
            guard ban.isForTests || !path.hasPrefix("Tests/") else { return [] }
            guard !(isCommand && ban.word.hasPrefix("print")) else { return [] }
            return (ban.isCode ? code : comments).filter { holds($0.text, ban.word) }
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

    /// A line of a test that is nothing but a string may be as long as what it stands for.
    private static func isPunctuation(_ code: Substring) -> Bool { !code.contains { $0.isLetter || $0.isNumber } }

    static func sizes(_ file: SourceFile) -> [String] {
        let (path, text, source) = (file.path, file.text, file.source)
        let lines = text.numberedLines
        let words = zip(source.code.numberedLines, source.comments.numberedLines).map { ($0.number, $0.text + $1.text) }
        let data = path.hasPrefix("Tests/") ? Set(words.filter { isPunctuation($0.1) }.map(\.0)) : []
        var problems = lines.filter { $0.text.count > maximumWidth && !data.contains($0.number) }.map {
            "\(path):\($0.number): \($0.text.count) columns, \(maximumWidth) are allowed; break the line"
        }
        let length = text.hasSuffix("\n") ? lines.count - 1 : lines.count
        if length > maximumFileLength {
            problems.append("\(path): \(length) lines, \(maximumFileLength) are allowed; one main type per file")
        }
        for function in file.functions where function.length > maximumFunctionLength {
            problems.append(
                "\(path):\(function.line): \(function.name) has \(function.length) lines, \(maximumFunctionLength) are "
                    + "allowed; what needs a heading inside is two functions")
        }
        return problems
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber || "_.-".contains(self) }
}

extension Rules {
    /// A module's README: three lines, the second in agreement with the table.
    static func readme(_ target: Manifest.Target, _ text: String?) -> [String] {
        let path = "\(target.folder)/README.md"
        guard let text else {
            return ["\(path): is missing; say in three lines what the module owns, depends on and may not do"]
        }
        let lines = text.split(separator: "\n")
        let starts = ["Owns: ", "Depends on: ", "May not: "]
        guard lines.count == 3, zip(lines, starts).allSatisfy({ $0.hasPrefix($1) }) else {
            return ["\(path): has to be three lines that begin with \"Owns: \", \"Depends on: \" and \"May not: \""]
        }
        let said = dependencies(String(lines[1].dropFirst(starts[1].count)), of: target)
        let declared = Set(target.dependencies)
        guard said != declared else { return [] }
        let differing = said.symmetricDifference(declared).sorted().joined(separator: ", ")
        return ["\(path): \"Depends on\" and Package.swift disagree about \(differing); correct the one that is wrong"]
    }

    /// `nothing`, `everything` (whatever stands above it), or a list.
    private static func dependencies(_ text: String, of target: Manifest.Target) -> Set<String> {
        let list = text.hasSuffix(".") ? text.dropLast() : text[...]
        if list == "nothing" { return [] }
        if list == "everything" {
            return Set(target.dependencies)
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
