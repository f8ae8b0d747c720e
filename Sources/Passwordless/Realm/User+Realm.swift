import Base
import Directory

// What a realm keeps of a person. `email` and `phoneNumber` are verified, or are not there: tokens state them.
extension User {
    /// What the application says of the person, and nobody has proven.
    package var unverifiedMail: String? { attributes[Self.unverifiedMailName]?.string }
    package var unverifiedPhoneNumber: String? { attributes[Self.unverifiedPhoneName]?.string }
    package var username: String? { attributes["username"]?.string }
    package var displayName: String? { attributes["displayName"]?.string }

    package static let unverifiedMailName = "unverifiedEmail"
    package static let unverifiedPhoneName = "unverifiedPhoneNumber"
}
