import Policy

/// A claims transformation that failed. As a validation it becomes the page's error, elsewhere it ends the journey.
package struct TransformationError: Error, Hashable {
    package enum Reason: String, Hashable, Sendable {
        /// The assertion does not hold: a matter between the policy and the person.
        case assertion
        /// A claim's value cannot be read as what the method needs.
        case value
        /// The policy asks for what cannot be.
        case policy
        /// Something that the server should have is missing here.
        case environment
    }

    package let transformation: Name
    package let reason: Reason
    /// The key under which a policy may override the text (b2c-reference §12, §16); nil: the profile's general one.
    package let messageID: Name?
    /// For the person: says nothing of values.
    package let defaultText: String
    /// For the log and the policy's author.
    package let detail: String

    package init(
        transformation: Name, reason: Reason, messageID: Name? = nil, defaultText: String? = nil, detail: String
    ) {
        self.transformation = transformation
        self.reason = reason
        self.messageID = messageID
        self.defaultText = defaultText ?? "The information you gave could not be processed."
        self.detail = detail
    }
}

/// A message of a failed transformation that a policy may override: its key, and our text where it does not.
enum TransformationMessage {
    static let booleanNotEqual = (
        id: Name("UserMessageIfClaimsTransformationBooleanValueIsNotEqual"),
        text: "This cannot go on: a value is not the one that is required here."
    )
    static let stringsNotEqual = (
        id: Name("UserMessageIfClaimsTransformationStringsAreNotEqual"), text: "The two values are not the same."
    )
    static let dateNotGreater = (id: Name("DateTimeGreaterThan"), text: "The first date must be after the second one.")
    static let number = (id: Name("AssertNumberError"), text: "The number is outside what is allowed.")
    static let lookupNotFound = (id: Name("LookupNotFound"), text: "This value is not one that is known here.")
    static let invalidPhoneNumber = (
        id: Name("UserMessageIfClaimsTransformationInvalidPhoneNumber"), text: "This is not a valid phone number."
    )
    static let phoneNumberParse = (
        id: Name("UserMessageIfPhoneNumberParseFailure"), text: "The phone number could not be read."
    )
}
