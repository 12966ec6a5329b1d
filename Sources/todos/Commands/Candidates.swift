import ArgumentParser
import CommandLineKit
import Foundation
import TodoApp

/// What a shell offers at the Tab key: looked up in the list that the command line names.
enum Candidates {
  /// As many are read; a longer choice helps nobody.
  private static let limit = 500

  /// Numbers of todos, with their titles where the shell shows such: those that the command is for.
  static let ids = CompletionKind.custom { words, _, _ in
    let scope: TodoQuery.Scope =
      words.contains("undone") ? .done : words.contains("done") ? .open : .all
    return todos(words, scope).map { candidate(String($0.id), $0.title) }
  }

  /// Projects that there are.
  static let projects = CompletionKind.custom { words, _, _ in
    distinct(todos(words, .all).compactMap(\.project))
  }

  /// Tags that there are.
  static let tags = CompletionKind.custom { words, _, _ in
    distinct(todos(words, .all).flatMap(\.tags))
  }

  /// Words that a list can be searched for.
  static let labels = CompletionKind.custom { words, _, _ in
    let todos = todos(words, .all)
    return distinct(todos.flatMap { $0.tags.map { "#" + $0 } })
      + distinct(todos.compactMap { $0.project.map { "+" + $0 } })
  }

  /// Days as people say them.
  static let days = CompletionKind.list([
    "today", "tomorrow", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "1w", "2w",
  ])

  private static func candidate(_ value: String, _ text: String) -> String {
    let text = Printable.line(text)
    switch CompletionShell.requesting {
    case .zsh: return "\(value):\(text)"
    case .fish: return "\(value)\t\(text)"
    default: return value
    }
  }

  private static func distinct(_ names: [String]) -> [String] {
    // What has blanks would have to be quoted, each shell in its own way.
    Set(names).filter { !$0.contains(where: \.isWhitespace) && !$0.isEmpty }.sorted()
  }

  private static func todos(_ words: [String], _ scope: TodoQuery.Scope) -> [Todo] {
    var location = Location()
    location.database = option("--db", in: words)
    // Who completes cannot be told of errors.
    guard let path = try? location.existingPath() else { return [] }
    return (try? TodoQuery(scope: scope, limit: limit).read(at: path, now: Clock.moment())) ?? []
  }

  private static func option(_ name: String, in words: [String]) -> String? {
    if let place = words.firstIndex(of: name), place + 1 < words.count { return words[place + 1] }
    return words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }
}
