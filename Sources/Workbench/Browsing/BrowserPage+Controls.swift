extension BrowserPage {
    private static let words = [
        "continue": ["continue", "next", "verifyCode"], "signup": ["createAccount"], "forgot": ["forgotPassword"],
        "sms": ["sendCode"], "call": ["verifyPhone"],
    ]

    /// A button or link by the word for it, the exchange of a provider, its id, or what stands on it.
    func control(named name: String) -> MarkupNode? {
        let lower = name.lowercased()
        for id in BrowserPage.words[lower] ?? [] {
            if let control = controls.first(where: { $0["id"] == id }) { return control }
        }
        return controls.first { $0.controlName == name } ?? controls.first { $0.controlName.lowercased() == lower }
            ?? controls.first { $0["value"]?.lowercased() == lower }
            ?? controls.first { control in
                let text = (control.first { $0.classes.contains("name") } ?? control).visibleText
                return text.lowercased() == lower
            } ?? verificationControl(lower)
    }

    /// `send`, `verify`, `resend`, `change`, where the page proves one thing.
    private func verificationControl(_ word: String) -> MarkupNode? {
        let ends = [
            "send": ["_ver_but_send", "_but_send_code"], "verify": ["_ver_but_verify", "_but_verify_code"],
            "resend": ["_ver_but_resend", "_but_send_new_code"], "change": ["_ver_but_edit", "_but_change_claims"],
        ]
        return controls.first { control in
            ends[word]?.contains { control["id"]?.hasSuffix($0) == true } ?? false
        }
    }
}
