import Base

/// A journey test: what a person does with a policy, page by page, and what must hold.
package struct JourneyTest: Sendable {
    package var name: String
    package var place: SourcePlace
    package var policy: String
    package var folder: String
    /// Folders of base policies that it does not have; the first that has one counts.
    package var bases: [String]
    package var environment: String?
    /// The values of `{Settings:…}`; nil: the folder's own `appsettings.json`.
    package var settings: JSON.Object?
    /// Parameters of the authorization request, over the usual ones; null takes one away.
    package var request: JSON.Object
    package var clock: Timestamp
    /// The person's address.
    package var address: String
    package var headers: JSON.Object
    package var users: [GivenUser]
    /// Policy keys by name: a secret's text, or a private JWK.
    package var keys: JSON.Object
    package var stubs: [StubSource]
    /// In place of the folder's `conditional-access.json`.
    package var conditionalAccess: JSON?
    package var application = GivenApplication()
    package var variables: JSON.Object
    var steps: [TestStep]
    var expect: Expectation?

    /// 2026-01-15T12:00:00Z, a Thursday.
    static let defaultClock = Timestamp(seconds: 1_768_478_400)

    /// Stubs that are written in the test, or the path of a file or folder of them.
    package enum StubSource: Sendable {
        case inline(StubFile)
        case path(String, SourcePlace)
    }

    /// The application that asks; what is nil is the demo application's.
    package struct GivenApplication: Sendable {
        package var id: String?
        package var secret: String?
        package var redirectURI: String?
        package var logoutURI: String?
        /// Scopes that it offers as an API.
        package var exposedScopes: [String] = []
    }

    /// A person who is in the directory before the test begins.
    package struct GivenUser: Sendable {
        package let id: String?
        /// Kind and name: `emailAddress`, `ada@example.com`.
        package let names: [(type: String, name: String)]
        /// Identities at providers.
        package let identities: [(issuer: String, id: String)]
        package let password: String?
        package let isEnabled: Bool
        package let forcesPasswordChange: Bool
        package let attributes: JSON.Object
    }
}

/// One thing that a person or an application does, and what must hold before and after.
struct TestStep: Sendable {
    enum Start: Sendable {
        case authorize(JSON.Object)
        case token(JSON.Object)
        case userInfo(String?)
        case logout(JSON.Object)
        case open(String)
    }

    enum Press: Sendable {
        case control(String)
        /// Whatever leads on.
        case next
        case nothing
    }

    let place: SourcePlace
    var browser: String?
    var advance: Int64?
    var address: String?
    var headers: JSON.Object?
    var start: Start?
    var policy: String?
    var look = PageLook()
    var enter: JSON.Object?
    /// The claim or control to prove; `phone`, `text` or `call` on a phone page.
    var verify: String?
    var code: String?
    var press = Press.nothing
    /// Claims of the person at the stub identity provider; a text chooses an example person.
    var signIn: JSON?
    var refuse: String?
    /// What the person does with the passkeys of their device.
    var passkey: PasskeyAct?
    var save: [(name: String, path: String)] = []
    var expect: Expectation?

    /// Whether a person does something, not only looks.
    var acts: Bool {
        if case .nothing = press {
            return enter != nil || verify != nil || signIn != nil || refuse != nil || passkey != nil
        }
        return true
    }
}

/// What a page must show.
struct PageLook: Sendable {
    var page: [String]?
    var status: JSON?
    var title: JSON?
    var language: JSON?
    var fields: JSON?
    var text: [String] = []
    var noText: [String] = []
    var error: JSON?
    var errors: JSON.Object?
    var choices: [String]?
    var controls: [String] = []
    var noControls: [String] = []

    var isEmpty: Bool {
        page == nil && status == nil && title == nil && language == nil && fields == nil && text.isEmpty
            && noText.isEmpty && error == nil && errors == nil && choices == nil && controls.isEmpty
            && noControls.isEmpty
    }
}

/// What must hold after a step, or at the end.
struct Expectation: Sendable {
    let place: SourcePlace
    var token: JSON?
    var accessToken: JSON?
    var error: JSON?
    var answer: JSON?
    var status: JSON?
    var body: JSON?
    var calls: [JSON]?
    var callCount: JSON?
    var users: [JSON]?
    var userCount: JSON?
    var messages: [JSON]?
    var messageCount: JSON?
    var pages: [String]?
    var took: JSON?
    var log: [String] = []
}
