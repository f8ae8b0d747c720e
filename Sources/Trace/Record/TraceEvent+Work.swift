import Base

extension TraceEvent {
    /// One run of a technical profile.
    package struct Profile: Hashable, Sendable {
        package enum Role: String, Sendable {
            case exchange, validation, displayControl, inbound
        }

        package let id: String
        package let role: Role
        /// The handler or the protocol.
        package let type: String
        package let location: String
        /// What it was given, by partner name.
        package var inputs: [TracedClaim]

        package init(id: String, role: Role, type: String, location: String, inputs: [TracedClaim] = []) {
            self.id = id
            self.role = role
            self.type = type
            self.location = location
            self.inputs = inputs
        }
    }

    package struct Transformation: Hashable, Sendable {
        package let id: String
        package let method: String
        package let location: String
        package let inputs: [TracedClaim]
        package let parameters: [TracedClaim]
        package var outputs: [TracedClaim]
        package var notes: [String]

        package init(
            id: String, method: String, location: String, inputs: [TracedClaim], parameters: [TracedClaim],
            outputs: [TracedClaim] = [], notes: [String] = []
        ) {
            self.id = id
            self.method = method
            self.location = location
            self.inputs = inputs
            self.parameters = parameters
            self.outputs = outputs
            self.notes = notes
        }
    }

    /// A request of ours to another server.
    package struct Call: Hashable, Sendable {
        package let method: String
        package let url: String
        package let headers: [TracedClaim]
        package let body: Body
        package var answer: Answer?
        /// Why there is no answer.
        package var problem: String?

        package init(method: String, url: String, headers: [TracedClaim], body: Body) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
        }

        package struct Answer: Hashable, Sendable {
            package let status: Int
            package let headers: [TracedClaim]
            package let body: Body

            package init(status: Int, headers: [TracedClaim], body: Body) {
                self.status = status
                self.headers = headers
                self.body = body
            }
        }

        /// `text` holds no secret and may be only the beginning; `length` is in bytes, as it was sent.
        package struct Body: Hashable, Sendable {
            package let text: String
            package let length: Int
            package let isWhole: Bool

            package init(text: String, length: Int, isWhole: Bool) {
                self.text = text
                self.length = length
                self.isWhole = isWhole
            }
        }
    }

    /// A page that was shown.
    package struct Page: Hashable, Sendable {
        /// B2C's name of the page: `SelfAsserted`, `CombinedSigninAndSignup`, …
        package let api: String
        /// The self-asserted or phone profile; nil on a page of choices alone.
        package let profile: String?
        package let contentDefinition: String?
        package let location: String?
        /// What it asks for, and what stood there already.
        package let fields: [TracedClaim]
        /// Exchanges that it offers as buttons.
        package let choices: [String]
        /// What it said went wrong.
        package let message: String?

        package init(
            api: String, profile: String?, contentDefinition: String?, location: String?, fields: [TracedClaim],
            choices: [String], message: String?
        ) {
            self.api = api
            self.profile = profile
            self.contentDefinition = contentDefinition
            self.location = location
            self.fields = fields
            self.choices = choices
            self.message = message
        }
    }

    /// What a person sent from a page.
    package struct Submission: Hashable, Sendable {
        package let profile: String?
        /// `continue`, `send`, `verify`, `cancel`, …
        package let action: String
        package let fields: [TracedClaim]
        /// What was wrong with it: a field's claim, or nothing for the page as a whole, and the text the person read.
        package var problems: [Problem]

        package struct Problem: Hashable, Sendable {
            package let field: String
            package let code: String
            package let text: String

            package init(field: String, code: String, text: String) {
                self.field = field
                self.code = code
                self.text = text
            }
        }

        package init(profile: String?, action: String, fields: [TracedClaim], problems: [Problem] = []) {
            self.profile = profile
            self.action = action
            self.fields = fields
            self.problems = problems
        }
    }

    package struct Message: Hashable, Sendable {
        package let channel: String
        package let recipient: TracedValue
        /// `sent`, `throttled`, `failed`.
        package let outcome: String

        package init(channel: String, recipient: TracedValue, outcome: String) {
            self.channel = channel
            self.recipient = recipient
            self.outcome = outcome
        }
    }

    /// What single sign-on decided.
    package struct Session: Hashable, Sendable {
        package enum Decision: String, Sendable {
            /// The request came with a session that this journey may use.
            case found
            /// It came with none, or may not use it.
            case none
            /// The session stood in for the profile.
            case restored
            /// Whoever signed in is not the session's person, and nothing of it counts any more.
            case somebodyElse
            /// Whoever signed in is the session's person.
            case samePerson
            /// Kept for later journeys.
            case kept
        }

        package let decision: Decision
        package let profile: String?
        package let detail: String

        package init(_ decision: Decision, profile: String? = nil, detail: String) {
            self.decision = decision
            self.profile = profile
            self.detail = detail
        }
    }

    package struct Redirect: Hashable, Sendable {
        package enum Direction: String, Sendable { case out, back }

        package let direction: Direction
        package let profile: String?
        /// Secrets in its query concealed.
        package let url: String
        package let parameters: [TracedClaim]

        package init(_ direction: Direction, profile: String?, url: String, parameters: [TracedClaim] = []) {
            self.direction = direction
            self.profile = profile
            self.url = url
            self.parameters = parameters
        }
    }

    package struct Sent: Hashable, Sendable {
        package let issuer: String
        package let client: String
        package let subject: TracedValue
        package let claims: [TracedClaim]

        package init(issuer: String, client: String, subject: TracedValue, claims: [TracedClaim]) {
            self.issuer = issuer
            self.client = client
            self.subject = subject
            self.claims = claims
        }
    }

    package struct Failure: Hashable, Sendable {
        /// `AADB2C90…`.
        package let code: String
        package let text: String
        package let detail: String
        package let remedy: String?

        package init(code: String, text: String, detail: String) {
            self.code = code
            self.text = text
            self.detail = detail
            remedy = TraceRemedy.text(for: code)
        }
    }
}
