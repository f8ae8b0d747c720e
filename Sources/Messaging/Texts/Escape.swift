/// `text` as character data or an attribute value in HTML or XML. What XML 1.0 cannot hold is left out.
func escape(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": output += "&amp;"
        case "<": output += "&lt;"
        case ">": output += "&gt;"
        case "\"": output += "&quot;"
        case "'": output += "&#39;"
        case "\n", "\t": output.unicodeScalars.append(scalar)
        case "\0"..<" ": break
        default: output.unicodeScalars.append(scalar)
        }
    }
    return output
}
