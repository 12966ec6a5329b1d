/// Why a run, or one candidate's turn, could not go on: one sentence.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
