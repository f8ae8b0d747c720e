import Base
import Policy
import HTTP
import JourneyRuntime

/// What a browser shows, or where it was sent when that is not our server.
struct BrowserPage {
    let url: String
    let status: Int
    let text: String
    /// Which page of the policy it is, where the server says.
    let shown: ShownPage?
    let root: MarkupNode

    init(url: String, status: Int, body: Bytes, shown: ShownPage?) {
        (self.url, self.status, self.shown) = (url, status, shown)
        text = String(decoding: body, as: UTF8.self)
        root = MarkupParser.parse(text)
    }

    /// Nothing was opened yet.
    static var blank: BrowserPage { BrowserPage(url: "", status: -1, body: [], shown: nil) }

    var isBlank: Bool { status == -1 }
    /// The flow has left our server.
    var isElsewhere: Bool { status == 0 }

    /// The parameters of the address that the flow has gone to.
    var answer: Parameters {
        let query = url.firstIndex(where: { $0 == "?" || $0 == "#" }).map { url[url.index(after: $0)...] } ?? ""
        return Parameters(urlEncoded: String(query)) ?? Parameters()
    }

    /// By the id that it has, to the letter or else in any case.
    func element(id: String) -> MarkupNode? {
        root.first { $0["id"] == id } ?? root.first { $0["id"]?.lowercased() == id.lowercased() }
    }

    /// The form with which a page sends itself to the application or goes on to a callback.
    var autoForm: MarkupNode? { root.first { $0.tag == "form" && $0["id"] == "auto" } }

    /// The form of the stub identity provider.
    var providerForm: MarkupNode? { root.first { $0.tag == "form" && $0["id"] == "stubProvider" } }

    /// The names that the page goes by: technical profile, content definition, kind of page.
    var names: [String] {
        var names = [shown?.profile?.text, shown?.contentDefinition?.text].compactMap(\.self)
        if let form = providerForm {
            let hidden = form.descendants.first { $0["name"] == "profile" }
            names += [hidden?["value"], "provider"].compactMap(\.self)
        }
        if let kind = element(id: "api")?["data-name"] { names.append(kind == "GlobalException" ? "error" : kind) }
        return names.isEmpty ? ["status \(status)"] : names
    }

    var title: String { (element(id: "api") ?? root).first { $0.tag == "h1" }?.visibleText ?? "" }
    var language: String? { root.first { $0.tag == "html" }?["lang"] }
    var visibleText: String { (root.first { $0.tag == "body" } ?? root).visibleText }

    /// `AADB2C90…` of an error page.
    var code: String? {
        visibleText.split { !($0.isLetter || $0.isNumber) }.first { $0.hasPrefix("AADB2C") || $0.hasPrefix("CARDEA9") }
            .map(String.init)
    }

    /// Messages that a person sees, at the page's top and at fields.
    var errors: [String] {
        root.descendants.filter {
            $0.classes.contains("error") && !$0.isHidden || $0.classes.contains("exceptionMessage")
        }
        .map(\.visibleText).filter { !$0.isEmpty }
    }

    /// The message at a field or at a verification.
    func error(at field: String) -> String? {
        let text = [element(id: "\(field)_error"), element(id: "\(field)_fail")].compactMap(\.self)
            .map(\.visibleText).filter { !$0.isEmpty }
        return text.first
    }

    /// Buttons and links that a person can press.
    var controls: [MarkupNode] {
        let inside = root.first { $0.tag == "main" } ?? element(id: "api") ?? root
        return inside.descendants.filter { node in
            guard !node.isHidden, !node.isDisabled else { return false }
            switch node.tag {
            case "button": return node["type"] != "button"
            case "a": return node["href"] != nil && node["id"] != nil || node.classes.contains("button")
            case "input": return node["type"] == "submit"
            default: return false
            }
        }
    }

    /// The identity providers on offer, by exchange.
    var choices: [(exchange: String, text: String)] {
        controls.filter { $0["name"] == "claimsexchange" }.map { node in
            let name = node.first { $0.classes.contains("name") } ?? node
            return (node["value"] ?? "", name.visibleText)
        }
    }
}

extension MarkupNode {
    /// What people and tests call a button or a link.
    var controlName: String { self["name"] == "claimsexchange" ? self["value"] ?? "" : self["id"] ?? visibleText }
}
