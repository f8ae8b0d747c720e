import Base

/// A journey that cannot go on (`globalexception`, b2c-reference §19.1).
package struct ErrorPage: Sendable {
    /// Nil: the built-in words.
    package var title: String?
    /// For the person: what went wrong in their terms, and what to do.
    package var message: String
    /// `AADB2C90…`, where clients or operators know one.
    package var code: String?
    package var correlationID: String
    package var timestamp: Timestamp
    /// Address of the trace, in development.
    package var trace: String?
    /// What an exception said, in development.
    package var detail: String?
    /// Where trying again leads; nil: nowhere.
    package var retry: String?

    package init(
        title: String? = nil, message: String, code: String? = nil, correlationID: String, timestamp: Timestamp,
        trace: String? = nil, detail: String? = nil, retry: String? = nil
    ) {
        self.title = title
        self.message = message
        self.code = code
        self.correlationID = correlationID
        self.timestamp = timestamp
        self.trace = trace
        self.detail = detail
        self.retry = retry
    }
}

/// The end of a session (OpenID Connect Front-Channel Logout 1.0 §3).
package struct SignedOutPage: Sendable {
    /// `frontchannel_logout_uri`s, loaded in hidden frames.
    package var frontChannel: [String]
    /// `post_logout_redirect_uri` with its state, verified by the caller; gone to when the frames have loaded.
    package var continueTo: String?

    package init(frontChannel: [String] = [], continueTo: String? = nil) {
        self.frontChannel = frontChannel
        self.continueTo = continueTo
    }
}

/// `response_mode=form_post`: a form that submits itself (OAuth 2.0 Form Post Response Mode).
package struct FormPostPage: Sendable {
    /// The verified redirect URI.
    package var target: String
    package var parameters: [(name: String, value: String)]

    package init(target: String, parameters: [(name: String, value: String)]) {
        self.target = target
        self.parameters = parameters
    }
}

/// Goes to another address by itself. For answers to a form that a redirect cannot follow.
package struct RedirectingPage: Sendable {
    /// Verified by the caller.
    package var target: String

    package init(target: String) { self.target = target }
}
