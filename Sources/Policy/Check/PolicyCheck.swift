/// What is wrong with a resolved policy, beyond the shape of its files (b2c-reference §3).
///
/// The checks read the merged tree and not the model, because only the tree knows where each part was written.
/// Each of them is an extension in a file of its own and adds to `diagnostics`.
struct PolicyCheck {
    let root: XMLElement
    let index: PolicyIndex
    /// The files of the folder that is checked, without those that it borrows.
    let ownFiles: Set<String>
    /// The realms of the folder; nil: they are kept elsewhere.
    let realms: Set<Name>?
    var diagnostics = Diagnostics()
    /// How many names may still be compared for suggestions.
    var suggestions = 100_000

    static func check(
        _ root: XMLElement, _ chain: [PolicyDocument], ownFiles: Set<String>, realms: Set<Name>?
    ) -> Diagnostics {
        var check = PolicyCheck(root: root, index: PolicyIndex(root), ownFiles: ownFiles, realms: realms)
        check.recorder(chain)
        check.deployment(chain)
        check.references()
        check.overlays()
        check.journeys()
        check.reachability()
        check.profiles()
        check.transformations()
        check.pages()
        check.relyingParty()
        check.claimFlow()
        return check.diagnostics
    }

    /// The service takes one value only.
    private mutating func recorder(_ chain: [PolicyDocument]) {
        for document in chain where !document.isBorrowed {
            guard let value = document.root["UserJourneyRecorderEndpoint"]?.trimmingBlanks() else { continue }
            guard Name(value) != "urn:journeyrecorder:applicationinsights" else { continue }
            let message = "UserJourneyRecorderEndpoint is \"\(value)\""
            diagnostics.add(.recorderEndpoint, at: document.root.location, message)
        }
    }

    /// Fragments that only make sense over a definition below them.
    private mutating func overlays() {
        for (id, claim) in index.claimTypes where claim.child("DataType") == nil {
            let message = "claim type \"\(id)\" has no DataType in any file; it is treated as string"
            diagnostics.add(.overlayWithoutBase, at: claim.location, message)
        }
        for (id, profile) in index.profiles where profile.child("Protocol") == nil && !index.used.contains(id) {
            let message = "technical profile \"\(id)\" has no Protocol in any file, and nothing uses it"
            diagnostics.add(.overlayWithoutBase, at: profile.location, message)
        }
    }
}
