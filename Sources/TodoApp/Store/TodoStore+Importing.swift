import Penholder

extension TodoStore {
  /// Adds a chunk of an import: all of it or nothing. One after the other.
  ///
  /// - Throws: what `prepare` throws; `TodoStoreError.unusable` if somebody has removed what a part of
  ///   it is to be a part of.
  public func add(_ chunk: [Addition], of whole: Additions) async throws {
    try await prepare()
    let request = try TodoRequest.add(chunk, kind: .import, token: whole.token, by: author)
    if try await carryOut(request.request).changes == 0 {
      throw TodoStoreError.unusable(
        "Somebody has removed a todo that others of the file are parts of.")
    }
  }
}
