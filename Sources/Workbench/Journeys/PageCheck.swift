import Base
import HTTP

/// Holds a page against what a test says of it.
struct PageCheck {
    private let page: BrowserPage
    private let memory: TestMemory

    init(_ page: BrowserPage, _ memory: TestMemory) { (self.page, self.memory) = (page, memory) }

    func check(_ look: PageLook) throws(StepFailure) {
        try checkPlace(look)
        var lines: [String] = []
        lines += try differ(look.status, .integer(Int64(page.status)), "status")
        lines += try differ(look.title, .string(page.title), "title")
        lines += try differ(look.language, page.language.map(JSON.string), "language")
        lines += try fields(look.fields)
        let text = page.visibleText
        for wanted in look.text {
            let wanted = try memory.text(wanted)
            if !contains(wanted, text) { lines.append("text: expected \"\(wanted)\" on the page") }
        }
        for unwanted in look.noText {
            let unwanted = try memory.text(unwanted)
            if contains(unwanted, text) { lines.append("text: expected \"\(unwanted)\" not to be on the page") }
        }
        lines += try errors(look)
        lines += try choices(look)
        guard lines.isEmpty else { throw StepFailure(lines) }
    }

    private func checkPlace(_ look: PageLook) throws(StepFailure) {
        guard !page.isElsewhere else {
            let answer = page.answer.items.map { "\($0.name)=\($0.value.prefix(200))" }.joined(separator: ", ")
            throw StepFailure("expected a page\(try wanted(look)), but the journey is over: \(answer)")
        }
        guard let names = try names(look) else { return }
        let own = page.names.map { $0.lowercased() }
        guard !names.contains(where: { own.contains($0.lowercased()) }) else { return }
        throw StepFailure("expected the page\(try wanted(look)), got \(page.names.joined(separator: ", "))")
    }

    private func wanted(_ look: PageLook) throws(StepFailure) -> String {
        try names(look).map { " \($0.joined(separator: " or "))" } ?? ""
    }

    private func names(_ look: PageLook) throws(StepFailure) -> [String]? {
        guard let page = look.page else { return nil }
        var names: [String] = []
        for name in page { names.append(try memory.text(name)) }
        return names
    }

    private func contains(_ part: String, _ text: String) -> Bool {
        part.contains("*") || part.hasPrefix("/") && part.hasSuffix("/") && part.count > 2
            ? Matcher.matches(.string(part.hasPrefix("/") ? part : "*\(part)*"), .string(text)) : text.contains(part)
    }

    private func differ(_ expected: JSON?, _ actual: JSON?, _ name: String) throws(StepFailure) -> [String] {
        guard let expected else { return [] }
        return Matcher.differences(try memory.expand(expected), actual, at: name)
    }

    /// A list names the fields, in their order; an object says something of some: a value, or `value`, `label`,
    /// `error`, `kind`, `readOnly`, `required`, `options`; null: the field is not there.
    private func fields(_ expected: JSON?) throws(StepFailure) -> [String] {
        guard let expected else { return [] }
        let fields = page.fields
        switch try memory.expand(expected) {
        case .array(let names):
            let got = fields.map(\.id).filter { !$0.hasSuffix("_ver_input") }
            let wanted = names.map(Matcher.text(of:))
            guard got.map({ $0.lowercased() }) != wanted.map({ $0.lowercased() }) else { return [] }
            return ["fields: expected \(wanted.joined(separator: ", ")), got \(got.joined(separator: ", "))"]
        case .object(let object):
            return object.members.flatMap { member -> [String] in
                let field = page.field(named: member.name)
                let path = "fields.\(member.name)"
                if member.value == .null { return field == nil ? [] : ["\(path): expected no such field"] }
                guard let field else {
                    let known = fields.map(\.id)
                    return ["\(path): there is no such field\(NearestName.hint(member.name, in: known))"]
                }
                if case .object = member.value { return Matcher.differences(member.value, field.json, at: path) }
                if member.value == true { return [] }
                return Matcher.differences(member.value, .string(field.value), at: path)
            }
        case .null, .bool, .integer, .number, .string:
            return ["fields: expected is a list of names or an object"]
        }
    }

    private func errors(_ look: PageLook) throws(StepFailure) -> [String] {
        var lines: [String] = []
        let errors = page.errors
        switch try look.error.map({ value throws(StepFailure) in try memory.expand(value) }) {
        case nil: break
        case .null?:
            if !errors.isEmpty { lines.append("error: expected none, got \"\(errors.joined(separator: "\", \""))\"") }
        case .bool(let isShown)?:
            if errors.isEmpty == isShown { lines.append("error: expected \(isShown ? "one" : "none")") }
        case let expected?:
            let isThere = errors.contains { text in
                if let part = expected.string { return contains(part, text) }
                return Matcher.matches(expected, .string(text))
            }
            if !isThere {
                let got = errors.isEmpty ? "none" : "\"\(errors.joined(separator: "\", \""))\""
                lines.append("error: expected \(Matcher.show(expected)), got \(got)")
            }
        }
        for member in look.errors?.members ?? [] {
            let expected = try memory.expand(member.value)
            let actual = page.error(at: page.field(named: member.name)?.id ?? member.name)
            if let part = expected.string, let actual, contains(part, actual) { continue }
            lines += Matcher.differences(expected, actual.map(JSON.string), at: "errors.\(member.name)")
        }
        return lines
    }

    private func choices(_ look: PageLook) throws(StepFailure) -> [String] {
        var lines: [String] = []
        if let wanted = look.choices {
            let got = page.choices
            let matches =
                wanted.count == got.count
                && zip(wanted, got).allSatisfy { name, choice in
                    [choice.exchange.lowercased(), choice.text.lowercased()].contains(name.lowercased())
                }
            if !matches {
                let list = got.map(\.exchange).joined(separator: ", ")
                lines.append("choices: expected \(wanted.joined(separator: ", ")), got \(list.isEmpty ? "none" : list)")
            }
        }
        for name in look.controls where page.control(named: name) == nil {
            lines.append("controls: expected \"\(name)\"")
        }
        for name in look.noControls where page.control(named: name) != nil {
            lines.append("controls: expected no \"\(name)\"")
        }
        return lines
    }
}
