import Testing

/// The protocol's models, checked by spin. PENHOLDER_MODELS=long checks more.
@Suite("Models", .serialized)
struct ModelTests {
  @Test("every promise holds in all that can happen, and every statement is reached")
  func good() async throws {
    var unreached: [String: Set<String>] = [:]
    for model in Model.good {
      let report = try await ModelChecker.check(model)
      print("model \(model.testDescription): \(report.figures)")
      #expect(report.isErrorFree, "\(model.testDescription): \(report.trail.suffix(4_000))")
      #expect(report.isComplete, "\(model.testDescription): \(report.output)")
      unreached[model.file] =
        unreached[model.file]?.intersection(report.unreached)
        ?? report.unreached
    }
    // What no search of a model reaches, none has proved anything of.
    for (file, statements) in unreached {
      let missing = statements.filter { !Model.mayStayUnreached.contains(where: $0.contains) }
      #expect(missing.isEmpty, "\(file): \(missing.sorted())")
    }
  }

  @Test("a protocol without one of its precautions breaks its promise", arguments: Model.bad)
  func bad(_ model: Model) async throws {
    let report = try await ModelChecker.check(model)
    print("model \(model.testDescription): \(report.figures)")
    #expect(!report.isErrorFree, "\(report.output)")
    switch model.verdict {
    case .holds: Issue.record("a bad model is to fail")
    case .breaks(let promise):
      #expect(report.brokenPromise == promise, "\(report.trail.suffix(2_000))")
    case .stalls: #expect(report.output.contains("non-progress cycle"), "\(report.output)")
    }
  }
}
