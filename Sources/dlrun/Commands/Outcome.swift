/// How a command ended.
struct Outcome {
  var status: Int32
  /// What goes to standard output; empty where the status is not 0.
  var standardOutput = ""
}
