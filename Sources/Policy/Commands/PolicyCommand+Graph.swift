import Base

extension PolicyCommand {
    func graph(_ arguments: PolicyArguments) throws(UsageError) -> Output {
        guard !arguments.has("--svg") || !arguments.has("--dot") else { throw UsageError("--svg or --dot, not both") }
        let loaded = load(arguments.subject(1) ?? ".", arguments)
        let id = Name(arguments.subjects[0])
        guard let policy = loaded.set.policy(id) else { return missing(id, loaded) }
        let journey = arguments["--journey"].map { Name($0) }
        guard let map = JourneyMap(policy, journey: journey) else {
            let known = policy.userJourneys.keys.sorted().map { "  \($0)\n" }.joined()
            let wanted = journey.map { " \"\($0)\"" } ?? " to begin with"
            return Output(errors: "cardea: \(id) has no journey\(wanted); there are:\n\(known)", status: 1)
        }
        let text = arguments.has("--dot") ? map.dot : map.svg()
        guard let file = arguments["-o"] else { return Output(text: text) }
        guard files.write(file, Bytes(utf8: text)) else {
            return Output(errors: "cardea: cannot write \(file)\n", status: 2)
        }
        return Output(text: "\(file)\n")
    }
}
