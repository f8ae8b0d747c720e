import Base

/// What every page of a journey has round it, whatever it shows.
package struct PageFrame: Sendable {
    /// Texts in the page's language (`Texts` chose it).
    package var texts: Texts
    package var look: Look
    /// The tenant's name as people know it; part of the title, and shown where there is no logo.
    package var tenantName: String
    /// `https:` or `data:image/…`.
    package var logo: String?
    /// The operator's own page, from `LoadUri`. Nil: the built-in look.
    package var template: PageTemplate?
    /// `ScriptExecution` is `Allow` and the content definition has a versioned contract.
    package var allowsScript: Bool
    /// 128 bits at random in base64, new for each response.
    package var nonce: String
    package var settings: PageSettings
    /// `JourneyFraming`: sources that may frame the page; empty: nobody.
    package var frameAncestors: [String]
    /// Where the journey's record is shown, in development.
    package var trace: String?
    /// What is wrong with the policies on disk, in development.
    package var notice: PageNotice?

    package init(
        texts: Texts = Texts(), look: Look = .classic, tenantName: String, logo: String? = nil,
        template: PageTemplate? = nil, allowsScript: Bool = false, nonce: String, settings: PageSettings,
        frameAncestors: [String] = []
    ) {
        self.texts = texts
        self.look = look
        self.tenantName = tenantName
        self.logo = logo
        self.template = template
        self.allowsScript = allowsScript
        self.nonce = nonce
        self.settings = settings
        self.frameAncestors = frameAncestors
    }
}

/// The built-in looks, under the names that B2C gives its own.
package enum Look: String, Sendable, CaseIterable {
    case classic, oceanBlue, slateGray

    /// The look that a `LoadUri` of `~/tenant/templates/{name}/…` asks for; nil where the URI is the operator's own
    /// page (b2c-reference §15.1).
    package init?(loadURI: String) {
        guard loadURI.hasPrefix("~/") else { return nil }
        let folded = loadURI.lowercased()
        self = folded.contains("/azureblue/") ? .oceanBlue : folded.contains("/msa/") ? .slateGray : .classic
    }
}

/// What B2C's pages declare as `SETTINGS`, and what addresses are made of (b2c-reference §15.2, §15.4).
package struct PageSettings: Sendable {
    package struct Hosts: Sendable {
        /// Path of tenant and policy: `/contoso.onmicrosoft.com/B2C_1A_susi`.
        package var tenant: String
        /// `B2C_1A_susi`.
        package var policy: String
        /// Origin of our own assets; empty for this server.
        package var `static`: String

        package init(tenant: String, policy: String, static: String = "") {
            self.tenant = tenant
            self.policy = policy
            self.static = `static`
        }
    }

    package var csrf: String
    /// `StateProperties=…`.
    package var transactionID: String
    package var hosts: Hosts
    /// The page's name in addresses: what answers, and where to go on.
    package var api: API
    package var locale: String
    /// Where the operator's page was loaded from.
    package var remoteResource: String
    package var retryLimit: Int
    package var pageViewID: String
    /// `setting.…` metadata, as pages' scripts read it.
    package var config: [(String, JSON)]
    /// Names the step that the page belongs to, so that its form answers no other one. Empty: not said.
    package var step = ""

    package enum API: String, Sendable, CaseIterable {
        case combined = "CombinedSigninAndSignup"
        case selfAsserted = "SelfAsserted"
        case phoneFactor = "Phonefactor"
        case passkey = "Passkey"
        case providerSelection = "ClaimsProviderSelection"
        case error = "GlobalException"
        case consent = "ClaimsConsent"
    }

    package init(
        csrf: String, transactionID: String, hosts: Hosts, api: API, locale: String = "en", remoteResource: String = "",
        retryLimit: Int = 7, pageViewID: String = "", config: [(String, JSON)] = []
    ) {
        self.csrf = csrf
        self.transactionID = transactionID
        self.hosts = hosts
        self.api = api
        self.locale = locale
        self.remoteResource = remoteResource
        self.retryLimit = retryLimit
        self.pageViewID = pageViewID
        self.config = config
    }
}
