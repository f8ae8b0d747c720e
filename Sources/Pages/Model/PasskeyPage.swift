import Base

/// A page that makes a passkey or asks for one (`Cardea.Passkey`).
///
/// Its script posts to `…/Passkey/options`, which answers with what the browser is to be asked, and sends what that has
/// said as the form `passkeyForm` to `…/Passkey/answer`: `credential={JSON}`, or `error=cancelled`, `unsupported`,
/// `alreadyEnrolled`. `cardea_action` is `skip` or `cancel` for the buttons that need no browser.
package struct PasskeyPage: Sendable {
    package enum Purpose: String, Sendable {
        case register, authenticate
        /// To make one, and it may be passed over.
        case offer
    }

    package var purpose: Purpose
    package var way: PasskeyWay
    package var showsCancel: Bool
    package var message: String?

    package init(purpose: Purpose, way: PasskeyWay, showsCancel: Bool = true, message: String? = nil) {
        (self.purpose, self.way, self.showsCancel, self.message) = (purpose, way, showsCancel, message)
    }
}

/// What a page's script must know to ask the browser for a passkey.
package struct PasskeyWay: Sendable, Hashable {
    /// The way of a sign-in page that it stands for; nil: the page is about nothing else.
    package var exchange: String?
    /// Said where the browser has shown nothing, or the person has said no.
    package var cancelled: String
    /// The relying party's id, for what the browser is told.
    package var relyingPartyID: String
    /// A credential that nobody here knows, so that the browser offers it no more. base64url.
    package var unknown: String?

    package init(exchange: String? = nil, cancelled: String, relyingPartyID: String, unknown: String? = nil) {
        (self.exchange, self.cancelled) = (exchange, cancelled)
        (self.relyingPartyID, self.unknown) = (relyingPartyID, unknown)
    }
}
