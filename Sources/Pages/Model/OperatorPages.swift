import Base

/// What `make run` shows first: the policies that can be tried.
package struct WelcomePage: Sendable {
    package struct Policy: Sendable {
        package var id: String
        /// What it does, in a few words.
        package var summary: String?
        /// Where *Run now* leads.
        package var run: String
        package var metadata: String
        /// Its own page; nil: there is none for this reader.
        package var page: String?
        /// Errors on disk, in the files that it is made of.
        package var problems: Int

        package init(
            id: String, summary: String? = nil, run: String, metadata: String, page: String? = nil, problems: Int = 0
        ) {
            self.id = id
            self.summary = summary
            self.run = run
            self.metadata = metadata
            self.page = page
            self.problems = problems
        }
    }

    /// A realm, and where one looks at it.
    package struct Realm: Sendable {
        package var name: String
        package var account: String
        package var metadata: String

        package init(name: String, account: String, metadata: String) {
            self.name = name
            self.account = account
            self.metadata = metadata
        }
    }

    /// Empty: realms are all that there is.
    package var tenant: String
    package var policies: [Policy]
    package var problems: PolicyProblems
    /// Whether the reader may see what the policies say.
    package var showsDetails: Bool
    package var realms: [Realm]
    package var version: String

    package init(
        tenant: String, policies: [Policy], problems: PolicyProblems = .init(), showsDetails: Bool = true,
        realms: [Realm] = [], version: String = ""
    ) {
        self.tenant = tenant
        self.policies = policies
        self.problems = problems
        self.showsDetails = showsDetails
        self.realms = realms
        self.version = version
    }
}

/// The development sink of mail, text messages and calls.
package struct MailboxPage: Sendable {
    package struct Message: Sendable {
        package enum Channel: String, Sendable { case mail, text, call, push }

        package var id: String
        package var channel: Channel
        package var to: String
        package var subject: String
        package var text: String
        package var sentAt: Timestamp

        package init(id: String, channel: Channel, to: String, subject: String, text: String, sentAt: Timestamp) {
            self.id = id
            self.channel = channel
            self.to = to
            self.subject = subject
            self.text = text
            self.sentAt = sentAt
        }
    }

    /// Newest first.
    package var messages: [Message]
    /// What was searched for: a part of a recipient's address.
    package var recipient: String

    package init(messages: [Message], recipient: String = "") {
        self.messages = messages
        self.recipient = recipient
    }
}

/// Shows what an authorization response holds, as jwt.ms does. Nothing is sent anywhere: a fragment is read by the
/// page's script, a query or form by the server that shows the page.
package struct TokenPage: Sendable {
    /// Parameters of the query or the form, in order; empty: the script looks in the fragment.
    package var parameters: [(name: String, value: String)]
    package var now: Timestamp
    /// Where the journey's record shows what made it fail, in development.
    package var trace: String?

    package init(parameters: [(name: String, value: String)] = [], now: Timestamp) {
        self.parameters = parameters
        self.now = now
    }
}
