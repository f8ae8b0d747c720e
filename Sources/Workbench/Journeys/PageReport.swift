import Base

/// A page as a test's report shows it.
struct PageReport {
    private let page: BrowserPage

    init(_ page: BrowserPage) { self.page = page }

    /// For `save` and `${page.…}`.
    var json: JSON {
        var members: JSON.Object = [
            "url": .string(page.url), "title": .string(page.title), "text": .string(page.visibleText),
            "fields": .object(JSON.Object(page.fields.map { ($0.id, $0.json) })), "errors": JSON(page.errors),
        ]
        members["code"] = page.code.map(JSON.string)
        return .object(members)
    }

    /// What a person sees, in a few lines.
    var lines: [String] {
        guard !page.isBlank else { return [] }
        guard !page.isElsewhere else { return ["the browser is at \(page.url.prefix(600))"] }
        var lines = ["the page is \(page.names.joined(separator: ", ")): \"\(page.title)\""]
        lines += page.errors.map { "  ! \($0)" }
        for field in page.fields {
            let value = field.kind == "password" ? "" : field.value
            let notes = [field.isReadOnly ? "read-only" : nil, field.isRequired ? "required" : nil].compactMap(\.self)
            let note = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
            lines.append("  \(field.id) = \"\(value.prefix(80))\"\(note)")
        }
        let names = page.controls.map(\.controlName).filter { !$0.isEmpty }
        if !names.isEmpty { lines.append("  [\(names.joined(separator: "] ["))]") }
        if page.fields.isEmpty, names.isEmpty { lines.append("  \(page.visibleText.prefix(400))") }
        return lines
    }
}

extension BrowserPage {
    /// What a captcha asks in words.
    var captchaQuestion: String? {
        let text = root.first { $0.classes.contains("captchaQuestion") }?.visibleText ?? ""
        return text.isEmpty ? nil : text
    }

    /// The secret for time-based codes that the page shows: in an `otpauth:` address, or alone.
    var secret: String? {
        guard !isElsewhere else { return nil }
        let plain = MarkupParser.unescaped(text)
        if let start = plain.firstRange(of: "otpauth://") {
            let address = plain[start.lowerBound...].prefix { !$0.isWhitespace && !"\"'<>".contains($0) }
            let decoded = address.replacing("%3D", with: "=").replacing("%26", with: "&").replacing("%3F", with: "?")
            if let key = decoded.firstRange(of: "secret=") {
                return String(decoded[key.upperBound...].prefix { $0.isLetter || $0.isNumber })
            }
        }
        return field(named: "secretKey")?.value
    }
}
