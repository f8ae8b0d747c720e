import Base
import HTTP
import Policy

extension Field {
    /// What a posted form holds for the field, from the script or from a form without: a date's parts joined to
    /// `yyyy-MM-dd`, ticked boxes joined with commas. Nil: the form says nothing about it.
    package func posted(in form: Parameters) -> String? {
        switch kind {
        case .dateTimeDropdown: form[id] ?? joinedDate(in: form)
        case .checkboxMultiSelect:
            form.all(id).isEmpty ? nil : form.all(id).filter { !$0.isEmpty }.joined(separator: ",")
        case .textBox, .emailBox, .password, .radioSingleSelect, .dropdownSingleSelect, .readonly, .button,
            .paragraph:
            form[id]
        }
    }

    /// Empty where no part is chosen; where the day does not exist, the parts as they are, which no check lets through.
    private func joinedDate(in form: Parameters) -> String? {
        guard let day = form["\(id)_day"], let month = form["\(id)_month"], let year = form["\(id)_year"] else {
            return nil
        }
        if day.isEmpty && month.isEmpty && year.isEmpty { return "" }
        guard let numbers = [year, month, day].map({ Int($0) }) as? [Int],
            let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
        else { return "\(year)-\(month)-\(day)" }
        return date.description
    }
}
