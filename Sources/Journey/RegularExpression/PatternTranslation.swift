/// A .NET expression in libpcre2's spelling.
///
/// The two are close. What differs and occurs is translated: character class subtraction, a `[` inside a class,
/// `\uXXXX`, `\v`, Unicode blocks, group names of any length, the order in which .NET numbers groups, and a `{` that
/// begins no quantifier. What the other side does not know is refused, so that nothing means something else by
/// accident: balancing groups here; recursion, verbs, callouts and `\K` there.
struct PatternTranslation {
    private(set) var text = ""
    /// The group of index n is called `gn` in `text`: libpcre2's names end at 32 bytes.
    private(set) var groupNames: [String] = []

    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var pieces: [Piece] = []
    /// Every capturing group in order; nil is one without a name.
    private var captures: [Int?] = []
    private var capturesOnlyNamed = false
    private var ignoresBlanks = false

    private enum Piece {
        case text(String)
        case backReference(String)
    }

    init(_ pattern: String) throws(RegularExpressionError) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
        while let scalar = peek() {
            switch scalar {
            case "\\": try escape()
            case "[": emit(try characterClass(depth: 0))
            case "(": try group()
            case "{": brace()
            case "#" where ignoresBlanks: skipComment()
            default: copy()
            }
        }
        for piece in pieces { text += try spelling(of: piece) }
    }

    // MARK: Groups

    private mutating func group() throws(RegularExpressionError) {
        position += 1
        guard peek() != "*" else { throw refusal("has (*, which .NET does not know") }
        guard peek() == "?" else {
            if !capturesOnlyNamed { captures.append(nil) }
            return emit("(")
        }
        position += 1
        switch peek() {
        case "#":
            while let scalar = peek(), scalar != ")" { position += 1 }
            position += 1
        case ":", "=", "!", ">":
            emit("(?")
            copy()
        case "<" where peek(1) == "=" || peek(1) == "!":
            emit("(?<")
            position += 1
            copy()
        case "<": try namedGroup(until: ">")
        case "'": try namedGroup(until: "'")
        case "(": conditional()
        default: try options()
        }
    }

    private mutating func namedGroup(until end: Unicode.Scalar) throws(RegularExpressionError) {
        position += 1
        let name = take { $0 != end }
        position += 1
        guard !name.contains("-") else { throw refusal("has a balancing group, which is not supported") }
        guard isName(name) else { throw refusal("has a group whose name is not one: \(name)") }
        captures.append(index(of: name))
        emit("(?<g\(index(of: name))>")
    }

    /// `(?(name)yes|no)`; what is no group's name in the inner parentheses is a look-ahead.
    private mutating func conditional() {
        emit("(?")
        guard peek(1) != "?" else { return }
        let start = position
        position += 1
        let name = take { $0 != ")" && $0 != "(" }
        if isName(name), peek() == ")", pattern.contains("(?<\(name)>") || pattern.contains("(?'\(name)'") {
            position += 1
            emit("(<g\(index(of: name))>)")
        } else {
            position = start + 1
            emit("(?=")
        }
    }

    /// `(?i)`, `(?s-m:`: the letters are the same on both sides.
    private mutating func options() throws(RegularExpressionError) {
        let letters = take { "imnsx-".unicodeScalars.contains($0) }
        guard !letters.isEmpty, peek() == ")" || peek() == ":" else {
            throw refusal("has a group (?\(letters)\(peek().map(String.init) ?? ""), which .NET does not know")
        }
        let switchedOn = letters.prefix { $0 != "-" }
        if letters.contains("n") { capturesOnlyNamed = switchedOn.contains("n") }
        if letters.contains("x") { ignoresBlanks = switchedOn.contains("x") }
        emit("(?\(letters)")
        copy()
    }

    private mutating func skipComment() {
        while let scalar = peek(), scalar != "\n" { position += 1 }
    }

    // MARK: Escapes

    private mutating func escape() throws(RegularExpressionError) {
        switch peek(1) {
        case .some("1"..."9"):
            position += 1
            pieces.append(.backReference(take { ("0"..."9").contains($0) }))
        case "k":
            position += 2
            guard let end: Unicode.Scalar = peek() == "<" ? ">" : peek() == "'" ? "'" : nil else {
                throw refusal("has a \\k without a name")
            }
            position += 1
            let name = take { $0 != end }
            position += 1
            guard isName(name) else { throw refusal("has a \\k without a name") }
            emit("\\k<g\(index(of: name))>")
        case "A", "Z", "z", "G", "B":
            emit("\\")
            position += 1
            copy()
        default: emit(try classEscape())
        }
    }

    /// An escape that may stand inside a class, too.
    private mutating func classEscape() throws(RegularExpressionError) -> String {
        position += 1
        guard let scalar = peek() else { throw refusal("ends in a backslash") }
        position += 1
        switch scalar {
        case "u": return try hexadecimal(4)
        case "x": return try hexadecimal(2)
        case "v": return "\\x0b"
        case "p", "P": return try property(isNegated: scalar == "P")
        case "c":
            guard let letter = peek(), ("a"..."z").contains(letter) || ("@"..."_").contains(letter) else {
                throw refusal("has a \\c without a letter")
            }
            position += 1
            return "\\c\(letter)"
        case "d", "D", "w", "W", "s", "S", "b", "a", "e", "f", "n", "r", "t", "0"..."9": return "\\\(scalar)"
        case "a"..."z", "A"..."Z": throw refusal("has \\\(scalar), which .NET does not know")
        default: return scalar.isASCII ? "\\\(scalar)" : String(scalar)
        }
    }

    private mutating func hexadecimal(_ digits: Int) throws(RegularExpressionError) -> String {
        let value = try hexadecimalNumber(digits)
        guard (0xd800...0xdfff).contains(value) else { return "\\x{\(String(value, radix: 16))}" }
        guard value < 0xdc00, peek() == "\\", peek(1) == "u" else { throw refusal("has half a surrogate pair") }
        position += 2
        let low = try hexadecimalNumber(4)
        guard (0xdc00...0xdfff).contains(low) else { throw refusal("has half a surrogate pair") }
        return "\\x{\(String(0x10000 + (value - 0xd800) << 10 + (low - 0xdc00), radix: 16))}"
    }

    private mutating func hexadecimalNumber(_ digits: Int) throws(RegularExpressionError) -> Int {
        let text = String(String.UnicodeScalarView(scalars[position...].prefix(digits)))
        guard text.utf8.count == digits, !text.hasPrefix("+"), !text.hasPrefix("-"), let value = Int(text, radix: 16)
        else { throw refusal("has an escape with too few hexadecimal digits") }
        position += digits
        return value
    }

    private mutating func property(isNegated: Bool) throws(RegularExpressionError) -> String {
        guard peek() == "{" else { throw refusal("has a \\p without braces") }
        position += 1
        let name = take { $0 != "}" }
        position += 1
        guard name.hasPrefix("Is") else { return "\\\(isNegated ? "P" : "p"){\(name)}" }
        guard let block = UnicodeBlock.named[String(name.dropFirst(2))] else {
            throw refusal("names a Unicode block that is not supported: \(name)")
        }
        let ranges = isNegated ? block.complement : "\\x{\(block.first)}-\\x{\(block.last)}"
        return isInClass ? ranges : "[\(ranges)]"
    }

    // MARK: Classes

    private var isInClass = false

    private mutating func characterClass(depth: Int) throws(RegularExpressionError) -> String {
        guard depth < 10 else { throw refusal("has classes nested too deep") }
        isInClass = true
        defer { isInClass = depth > 0 }
        position += 1
        var body = "["
        if peek() == "^" {
            body += "^"
            position += 1
        }
        var isFirst = true
        while let scalar = peek() {
            if scalar == "]", !isFirst {
                position += 1
                return body + "]"
            }
            if scalar == "-", peek(1) == "[", !isFirst { return try subtraction(from: body + "]", depth: depth) }
            body += try classMember(scalar)
            isFirst = false
        }
        throw refusal("has a class without an end")
    }

    private mutating func classMember(_ scalar: Unicode.Scalar) throws(RegularExpressionError) -> String {
        switch scalar {
        case "\\": return try classEscape()
        case "[", "]":
            position += 1
            return "\\\(scalar)"
        default:
            position += 1
            return String(scalar)
        }
    }

    /// `[a-z-[aeiou]]`: the subtracted class ends the one that it is taken from.
    private mutating func subtraction(from body: String, depth: Int) throws(RegularExpressionError) -> String {
        position += 1
        let subtracted = try characterClass(depth: depth + 1)
        guard peek() == "]" else { throw refusal("has a subtracted class that does not end its class") }
        position += 1
        return "(?:(?!\(subtracted))\(body))"
    }

    // MARK: Pieces

    private mutating func brace() {
        let inner = scalars[(position + 1)...].prefix { $0 != "}" }
        let bounds = inner.split(separator: ",", omittingEmptySubsequences: false)
        let isQuantifier =
            inner.endIndex < scalars.count && (1...2).contains(bounds.count) && bounds[0].count > 0
            && bounds.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
        if isQuantifier { copy() } else { emit("\\{"); position += 1 }
    }

    private func spelling(of piece: Piece) throws(RegularExpressionError) -> String {
        switch piece {
        case .text(let text): return text
        case .backReference(let digits):
            guard !capturesOnlyNamed else { throw refusal("has a numbered reference under (?n)") }
            guard let group = Int(digits).flatMap(number(ofGroup:)) else { return "\\\(digits)" }
            return "\\g{\(group)}"
        }
    }

    /// .NET counts the groups without a name first, then the names.
    private func number(ofGroup number: Int) -> Int? {
        let unnamed = captures.indices.filter { captures[$0] == nil }
        if number <= unnamed.count { return unnamed[number - 1] + 1 }
        let name = number - unnamed.count - 1
        return captures.firstIndex { $0 == name }.map { $0 + 1 }
    }

    private mutating func index(of name: String) -> Int {
        if let index = groupNames.firstIndex(of: name) { return index }
        groupNames.append(name)
        return groupNames.count - 1
    }

    private func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
        return text.unicodeScalars.allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    private mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        let run = scalars[min(position, scalars.count)...].prefix(while: condition)
        position += run.count
        return String(String.UnicodeScalarView(run))
    }

    private mutating func emit(_ text: String) { pieces.append(.text(text)) }

    private mutating func copy() {
        if let scalar = peek() { emit(String(scalar)) }
        position += 1
    }

    private func refusal(_ reason: String) -> RegularExpressionError {
        RegularExpressionError(pattern: pattern, reason: reason)
    }
}
