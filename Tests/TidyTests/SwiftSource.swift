/// A file of ours, read and split once for all rules.
struct SourceFile {
    let path: String
    let text: String
    let source: SwiftSource
    let functions: [SwiftSource.Function]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        source = SwiftSource(text)
        functions = source.functions
    }
}

/// Swift source with everything that is not code blanked out: comments and the contents of string literals become
/// spaces, line ends stay. What is left can be searched for words and braces.
struct SwiftSource {
    let code: String
    /// The comments alone, at their places.
    let comments: String

    init(_ text: String) {
        var blanking = Blanking(Array(text.utf8))
        blanking.run()
        code = String(decoding: blanking.code, as: UTF8.self)
        comments = String(decoding: blanking.comments, as: UTF8.self)
    }

    struct Function: Equatable {
        let name: String
        let line: Int
        let length: Int
    }

    /// Every function and initialiser with a body, from its keyword to its closing brace.
    var functions: [Function] {
        var finder = FunctionFinder()
        for line in code.numberedLines { finder.read(line.text, line.number) }
        return finder.found
    }
}

/// Replaces what is not code. Knows line and nested block comments, plain, raw and multi-line strings; what is
/// interpolated counts as part of its string.
private struct Blanking {
    private let bytes: [UInt8]
    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() {
        while position < bytes.count {
            if !Blanking.mayOpen(bytes[position]) {
                take(1, .code)
            } else if starts("//") {
                while position < bytes.count, !starts("\n") { take(1, .comment) }
            } else if starts("/*") {
                skipComment()
            } else if let string = stringStart() {
                skipString(string)
            } else {
                take(1, .code)
            }
        }
    }

    /// Most bytes can open nothing, and are not looked at twice.
    private static func mayOpen(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#")
    }

    private struct Quote {
        let hashes: Int
        let marks: Int
        var closing: String { String(repeating: "\"", count: marks) + String(repeating: "#", count: hashes) }
        var escape: String { "\\" + String(repeating: "#", count: hashes) }
    }

    private func stringStart() -> Quote? {
        var hashes = 0
        while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard matches("\"", at: position + hashes) else { return nil }
        return Quote(hashes: hashes, marks: matches("\"\"\"", at: position + hashes) ? 3 : 1)
    }

    private mutating func skipString(_ quote: Quote) {
        blank(quote.hashes + quote.marks)
        while position < bytes.count, !starts(quote.closing) {
            if starts(quote.escape + "(") {
                blank(quote.escape.utf8.count)
                skipInterpolation()
            } else {
                blank(starts(quote.escape) ? quote.escape.utf8.count + 1 : 1)
            }
        }
        blank(quote.closing.utf8.count)
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if let inner = stringStart() {
                skipString(inner)
                continue
            }
            if starts("(") { depth += 1 }
            if starts(")") { depth -= 1 }
            blank(1)
        } while depth > 0 && position < bytes.count
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            let step = starts("/*") ? 1 : starts("*/") ? -1 : 0
            depth += step
            take(step == 0 ? 1 : 2, .comment)
        } while depth > 0 && position < bytes.count
    }

    private enum Kind { case code, comment, string }

    private mutating func blank(_ count: Int) { take(count, .string) }

    /// Every byte goes to the side that it belongs to, and leaves a space on the other; line ends go to both.
    private mutating func take(_ count: Int, _ kind: Kind) {
        for byte in bytes[position..<min(position + count, bytes.count)] {
            let isLineEnd = byte == UInt8(ascii: "\n")
            code.append(kind == .code || isLineEnd ? byte : UInt8(ascii: " "))
            comments.append(kind == .comment || isLineEnd ? byte : UInt8(ascii: " "))
        }
        position = min(position + count, bytes.count)
    }

    private func starts(_ text: String) -> Bool { matches(text, at: position) }

    private func matches(_ text: String, at index: Int) -> Bool {
        index + text.utf8.count <= bytes.count && bytes[index..<index + text.utf8.count].elementsEqual(text.utf8)
    }
}

/// Pairs `func` and `init` with the braces of their bodies.
private struct FunctionFinder {
    private(set) var found: [SwiftSource.Function] = []
    private var braces: [(name: String, line: Int)?] = []
    private var declared: (name: String, line: Int, parentheses: Int)?
    private var parentheses = 0
    private var isNamed = true

    mutating func read(_ line: Substring, _ number: Int) {
        var word = ""
        var previous: Character = " "
        var beforeWord: Character = " "
        for character in line + " " {
            if character.isLetter || character.isNumber || character == "_" {
                if word.isEmpty { beforeWord = previous }
                word.append(character)
            } else {
                if !word.isEmpty { read(word: word, after: beforeWord, number) }
                word = ""
                read(mark: character, number)
            }
            previous = character
        }
    }

    private mutating func read(word: String, after mark: Character, _ line: Int) {
        if !isNamed {
            declared?.name = word
            isNamed = true
        }
        guard word == "func" || (word == "init" && mark != "."), mark != "`" else { return }
        declared = (word, line, parentheses)
        isNamed = word == "init"
    }

    private mutating func read(mark: Character, _ line: Int) {
        switch mark {
        case "(", "[": parentheses += 1
        case ")", "]": parentheses -= 1
        case "{": open()
        case "}": close(line)
        default: break
        }
    }

    private mutating func open() {
        guard let start = declared, start.parentheses == parentheses else { return braces.append(nil) }
        braces.append((start.name, start.line))
        declared = nil
    }

    /// A declaration without a body, in a protocol, ends with the brace around it.
    private mutating func close(_ line: Int) {
        if declared?.parentheses == parentheses { declared = nil }
        guard let opened = braces.popLast(), let start = opened else { return }
        found.append(SwiftSource.Function(name: start.name, line: start.line, length: line - start.line + 1))
    }
}
