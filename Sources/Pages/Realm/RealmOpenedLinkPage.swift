import Base

/// What the link of a mail opens. Nothing has happened yet, since programs that look through mail open links too.
package struct RealmOpenedLinkPage: RealmPage {
    /// Posted to.
    package var address: String
    package var fields: [(name: String, value: String)]
    /// Who asked, where it was another browser: the person types the number that that one shows.
    package var asker: String?
    package var needsNumber: Bool
    package var problem: String?

    package init(address: String, fields: [(name: String, value: String)], asker: String?, needsNumber: Bool) {
        (self.address, self.fields) = (address, fields)
        (self.asker, self.needsNumber) = (asker, needsNumber)
    }

    package func title(_ texts: RealmTexts) -> String { texts("signin.heading") }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(
            texts("link.open", ["realm": frame.name]),
            asker.map { texts(needsNumber ? "link.elsewhere" : "link.another", ["asker": $0]) } ?? texts("link.here"))
        html.realmForm(address, fields: fields, isCapable: true) { html in
            if asker != nil, needsNumber {
                html.field(texts("link.label"), problem: problem) { html, described in
                    html.void(
                        "input", .class("textInput code"), .id("field"), .name("number"), .type("text"),
                        Attribute("inputmode", "numeric"), Attribute("autocomplete", "off"),
                        Attribute("maxlength", "2"), .flag("required"), .flag("autofocus"),
                        problem == nil ? nil : Attribute("aria-invalid", "true"), described)
                }
            }
            html.submit(texts("common.continue"))
        }
    }
}
