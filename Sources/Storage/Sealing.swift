import Base

/// What Storage needs of cryptography. Server makes one from the master key, which is kept outside the database.
///
/// `purpose` names the very row and column, and is authenticated: a sealed value that somebody moved to another row
/// does not open.
package protocol Sealing: Sendable {
    func seal(_ plain: Bytes, for purpose: String) -> Bytes
    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes
}

/// Text that no other list of parts gives, as a slash-joined path could.
func sealingPurpose(_ parts: String...) -> String { JSON(parts).text }
