@main
struct Cardea {
    static func main() { print("cardea") }
}
