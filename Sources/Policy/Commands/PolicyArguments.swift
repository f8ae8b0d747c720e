/// The words after a command: its subjects, options with a value, flags.
struct PolicyArguments {
    /// What a command understands.
    struct Shape {
        /// What each subject is called, for those who forget one.
        let subjects: [String]
        var optional: [String] = []
        var options: Set<String> = []
        var flags: Set<String> = []
    }

    let subjects: [String]
    private var options: [String: String] = [:]
    private var flags: Set<String> = []

    init(_ words: some Sequence<String>, _ shape: Shape) throws(UsageError) {
        var subjects: [String] = []
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else {
                subjects.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if shape.flags.contains(word) {
                flags.insert(word)
            } else if shape.options.contains(parts[0]) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw UsageError("\(parts[0]) needs a value")
                }
                options[parts[0]] = value
            } else {
                throw UsageError("there is no option \(word)")
            }
        }
        guard subjects.count >= shape.subjects.count else {
            throw UsageError("say which \(shape.subjects[subjects.count])")
        }
        guard subjects.count <= shape.subjects.count + shape.optional.count else { throw UsageError("too many words") }
        self.subjects = subjects
    }

    subscript(option: String) -> String? { options[option] }
    func has(_ flag: String) -> Bool { flags.contains(flag) }
    /// The subject at `index`; nil where it was left out.
    func subject(_ index: Int) -> String? { subjects.indices.contains(index) ? subjects[index] : nil }
}

/// A command line that we do not understand.
struct UsageError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
