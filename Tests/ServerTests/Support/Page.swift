import Base
import HTTP

/// What a browser shows, or where it was sent when that is not our server.
struct Page: Sendable {
    let url: String
    let status: Int
    let headers: Headers
    let text: String
    let tags: [Tag]

    init(url: String, status: Int, headers: Headers, body: Bytes) {
        self.url = url
        self.status = status
        self.headers = headers
        text = String(decoding: body, as: UTF8.self)
        tags = Markup.tags(text)
    }

    /// Whether the flow has left our server, for the application or another provider.
    var isElsewhere: Bool { status == 0 }

    var summary: String { "\(status) \(url)\n\(text.prefix(6000))" }

    /// The parameters of the address that the flow has gone to, or of a form that sends itself there.
    var answer: Parameters {
        if !isElsewhere, let form = forms.first(where: { $0.id == "auto" }) { return form.fields(values: [:], nil) }
        let query = url.firstIndex(where: { $0 == "?" || $0 == "#" }).map { url[url.index(after: $0)...] } ?? ""
        return Parameters(urlEncoded: String(query)) ?? Parameters()
    }

    func tag(id: String) -> Tag? { tags.first { $0["id"] == id } }

    var ids: [String] { tags.compactMap { $0["id"] } }

    /// `SETTINGS`, which B2C's test tools scrape too.
    var settings: JSON { variable("SETTINGS") }

    func variable(_ name: String) -> JSON {
        guard let start = text.firstRange(of: "var \(name)=") else { return .null }
        let rest = text[start.upperBound...]
        let end = rest.firstRange(of: ";var ")?.lowerBound ?? rest.firstRange(of: ";</script")?.lowerBound
        return end.flatMap { try? JSON(parsing: Bytes(rest[..<$0].utf8)) } ?? .null
    }

    /// The names of the fields that the page asks for, in order.
    var fieldNames: [String] {
        variable("SA_FIELDS")["AttributeFields"]?.array?.compactMap { $0["ID"]?.string } ?? []
    }

    /// The text of messages that are shown: on the page and at fields.
    var problems: String {
        text.split(separator: "<div").filter { $0.contains("error ") && !$0.contains("aria-hidden=\"true\"") }
            .joined(separator: "\n")
    }
}

/// A form as a browser would send it.
struct PageForm: Sendable {
    let id: String?
    let action: String
    let method: String
    let tags: [Tag]

    /// What is sent when `button` is pressed and `values` are filled in.
    func fields(values: [String: String], _ button: Tag?) -> Parameters {
        var fields = Parameters()
        var isDisabled = false
        var select: String?
        for tag in tags {
            if tag.name == "fieldset" { isDisabled = !tag.isEnd && tag["disabled"] != nil }
            if tag.name == "select" { select = tag.isEnd || tag["disabled"] != nil ? nil : tag["name"] }
            guard !isDisabled, tag["disabled"] == nil else { continue }
            if tag.name == "option", let name = select, tag["selected"] != nil, values[name] == nil {
                fields.set(name, tag["value"] ?? "")
            }
            guard tag.name == "input" || tag.name == "select", !tag.isEnd, let name = tag["name"] else { continue }
            switch tag["type"] {
            // Nobody can type there.
            case "hidden": fields.add(name, tag["value"] ?? "")
            case "radio", "checkbox":
                if let value = values[name] ?? (tag["checked"] != nil ? tag["value"] ?? "on" : nil) {
                    fields.set(name, value)
                }
            default: fields.add(name, values[name] ?? tag["value"] ?? "")
            }
        }
        if let button, let name = button["name"] { fields.add(name, button["value"] ?? "") }
        return fields
    }
}

extension Page {
    var forms: [PageForm] {
        var forms: [PageForm] = []
        var open: (tag: Tag, inside: [Tag])?
        for tag in tags {
            if tag.name == "form" {
                if let form = open, tag.isEnd {
                    forms.append(
                        PageForm(
                            id: form.tag["id"], action: form.tag["action"] ?? "", method: form.tag["method"] ?? "get",
                            tags: form.inside))
                }
                open = tag.isEnd ? nil : (tag, [])
            } else {
                open?.inside.append(tag)
            }
        }
        return forms
    }
}
