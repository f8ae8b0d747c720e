import Base

extension PolicyCommand {
    /// Exit status 0: the same, 1: different or in error, 2: cannot be read.
    func diff(_ arguments: PolicyArguments) -> Output {
        let sides = arguments.subjects.map { load($0, arguments) }
        for side in sides where side.set.policies.isEmpty {
            return Output(errors: DiagnosticText.write(side.diagnostics.errors.sorted), status: 2)
        }
        let difference = PolicyFolderDifference(sides[0].set, sides[1].set)
        // A policy that cannot be resolved cannot be compared, and must not count as the same.
        let broken = sides.flatMap { side in
            side.set.policies.filter { side.set.element($0) == nil }.map {
                "cardea: policy \"\($0)\" cannot be resolved\n"
            }
        }
        let status: Int32 = !broken.isEmpty ? 2 : difference.entries.isEmpty ? 0 : 1
        let text = arguments.has("--json") ? difference.json.text + "\n" : difference.text
        return Output(text: text, errors: broken.joined(), status: status)
    }
}
