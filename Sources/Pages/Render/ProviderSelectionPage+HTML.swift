extension ProviderSelectionPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .providerSelection }
    package var dataName: String { "IdpSelections" }

    package func heading(in frame: PageFrame) -> String {
        guard isSignUp else { return frame.texts.ux("heading", on: .providerSelection) }
        return frame.texts.overridden("heading") ?? frame.texts.ux("heading_signup", on: .providerSelection)
    }

    package func write(to html: inout HTML, in frame: PageFrame) {
        let intro = frame.texts.ux("intro", on: .providerSelection)
        html.heading(heading(in: frame), intro: intro)
        html.pageError(message)
        html.providers(providers, title: intro, in: frame)
        if showsCancel { html.cancelLink(frame.texts.ux("button_cancel", on: .providerSelection), in: frame) }
    }
}

extension HTML {
    /// Cancelling where there is no form of fields.
    mutating func cancelLink(_ text: String, in frame: PageFrame) {
        element("div", .class("buttons")) { html in
            html.element(
                "a", .id("cancel"), .class("button secondary"), .href(PageAddresses(frame.settings).cancelled),
                text: text)
        }
    }
}
