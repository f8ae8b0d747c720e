/// The words after a command: one subject, options with a value, flags.
struct PolicyArguments {
    let subject: String
    private var options: [String: String] = [:]
    private var flags: Set<String> = []

    init(_ words: some Sequence<String>, flags known: Set<String>, hasDir: Bool) throws(UsageError) {
        let valued: Set<String> = hasDir ? ["--base", "--environment", "--dir"] : ["--base", "--environment"]
        var subjects: [String] = []
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else {
                subjects.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if known.contains(word) {
                flags.insert(word)
            } else if valued.contains(parts[0]) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw UsageError("\(parts[0]) needs a value")
                }
                options[parts[0]] = value
            } else {
                throw UsageError("there is no option \(word)")
            }
        }
        guard subjects.count == 1 else {
            throw UsageError(subjects.isEmpty ? "say which \(hasDir ? "policy" : "folder")" : "too many words")
        }
        subject = subjects[0]
    }

    subscript(option: String) -> String? { options[option] }
    func has(_ flag: String) -> Bool { flags.contains(flag) }
}

/// A command line that we do not understand.
struct UsageError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
