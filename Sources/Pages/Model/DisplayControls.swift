/// A `QrCodeControl` (b2c-reference §15.6): what a person scans with an app, or opens on the same device.
package struct QRCodeControl: Sendable {
    package var id: String
    /// The claim with `ControlClaimType="QrCodeContent"`; empty: there is nothing to scan.
    package var content: String

    package init(id: String, content: String) {
        self.id = id
        self.content = content
    }
}

/// An `AuthenticatorInfoControl`: the same as the QR code, to be typed.
package struct AuthenticatorInfoControl: Sendable {
    package var id: String
    package var entries: [Entry]

    package struct Entry: Sendable, Hashable {
        package var label: String
        package var value: String
        /// A key: shown in groups, to be copied whole.
        package var isKey: Bool

        package init(label: String, value: String, isKey: Bool) {
            self.label = label
            self.value = value
            self.isKey = isKey
        }
    }

    package init(id: String, entries: [Entry]) {
        self.id = id
        self.entries = entries
    }
}

/// An `AuthenticatorAppIconControl`: where to get an app.
package struct AuthenticatorAppControl: Sendable {
    package var id: String

    package init(id: String) { self.id = id }
}

/// A `CaptchaControl`: a small task that is easy for people.
package struct CaptchaControl: Sendable {
    package var id: String
    /// What the policy calls it.
    package var label: String?
    package var challenge: Challenge
    /// The claim with `ControlClaimType="CaptchaEntered"`.
    package var answer: Field
    package var isSolved: Bool

    package enum Challenge: Sendable, Hashable {
        /// `data:image/svg+xml;base64,…`, or the address of a service's picture.
        case image(String)
        /// A question that is read or heard.
        case question(String)
        /// None could be had.
        case none
    }

    package init(id: String, label: String? = nil, challenge: Challenge, answer: Field, isSolved: Bool = false) {
        self.id = id
        self.label = label
        self.challenge = challenge
        self.answer = answer
        self.isSolved = isSolved
    }
}
