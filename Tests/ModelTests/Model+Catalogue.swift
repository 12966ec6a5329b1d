import Foundation

// What is checked: short in every run, more with PENHOLDER_MODELS=long.

extension Model {
  static let isLong = ProcessInfo.processInfo.environment["PENHOLDER_MODELS"] == "long"

  /// Must hold. Together they must also reach every statement of their models.
  static let good: [Model] = short + (isLong ? long : [])

  private static let short: [Model] = [
    Model(file: "election", options: ["REMOVALS=0", "RESIGNATIONS=0"]),
    Model(file: "election", options: ["NOISES=0", "RESIGNATIONS=0"]),
    Model(file: "election", options: ["REMOVALS=0", "NOISES=0"]),
    Model(file: "election", options: progress + ["TERMS=3"], search: .progress),
    Model(file: "checkpoint", options: ["COMMITS=2", "KILLS=0"]),
    Model(file: "checkpoint", options: ["COMMITS=1"]),
    Model(file: "ring", options: []),
    Model(file: "ring", options: ["WEAK_CHECKSUM"]),
    Model(file: "bell", options: []),
    Model(file: "lane", options: ["KEYS=1", "SENDS=2"]),
    Model(file: "lane", options: ["KEYS=2", "SENDS=1", "KILLS=0", "FAILURES=0"]),
  ]

  private static let long: [Model] = [
    Model(file: "election", options: ["REMOVALS=0"]),
    Model(file: "election", options: ["NOISES=0"]),
    Model(file: "election", options: progress + ["TERMS=4", "STOPS=1"], search: .progress),
    Model(file: "checkpoint", options: ["COMMITS=3"]),
    Model(file: "bell", options: ["RINGS=2"]),
    Model(file: "lane", options: ["KEYS=2", "SENDS=2", "KILLS=0", "FAILURES=0"]),
  ]

  /// What no search need reach: in the bell, the death of the housekeeper, who shares the ringers'
  /// statements and does not die.
  static let mayStayUnreached = ["\"anyDied = 1\""]

  private static let progress = ["PROGRESS", "REMOVALS=0", "NOISES=0", "RESIGNATIONS=0"]

  /// Must fail, each for the reason that it was made for.
  static let bad: [Model] =
    [
      ("election", ["NO_FENCE", "REMOVALS=0", "NOISES=0"], "P2_no_older_term_commits"),
      ("election", ["FENCE_BEFORE_LOCK", "REMOVALS=0", "NOISES=0"], "P2_no_older_term_commits"),
      ("election", ["BLIND_CLAIM", "REMOVALS=0", "NOISES=0"], "P1_terms_only_grow"),
      (
        "checkpoint", ["WITHOUT_WRITE_LOCK", "COMMITS=2"], "P8_no_more_is_copied_than_there_is"
      ),
      ("checkpoint", ["OVER_A_READER", "COMMITS=2"], "P8_readers_see_what_was_committed"),
      ("checkpoint", ["COPY_NOTED_FIRST", "COMMITS=2"], "P8_readers_see_what_was_committed"),
      ("ring", ["NO_CHECKSUM"], "P6_whole"),
      ("ring", ["WEAK_CHECKSUM", "NO_SECOND_LOOK"], "P6_whole"),
      ("ring", ["PLAIN_CLAIM"], "R1_a_number_is_one_writers"),
      ("ring", ["PLAIN_PUBLISH"], "R2_a_slots_number_only_grows"),
      ("ring", ["SILENT_SKIP"], "P6_in_order_and_once"),
      ("bell", ["FLAG_APART"], "P6_nobody_sleeps_through_work"),
      ("bell", ["PLAIN_STORE"], "P6_nobody_sleeps_through_work"),
      ("bell", ["TICKET_LATE"], "P6_nobody_sleeps_through_work"),
      ("bell", ["NO_WAKE_DENIED"], "P6_nobody_sleeps_through_work"),
      ("bell", ["WAKE_DENIED_LAST"], "P6_nobody_sleeps_through_work"),
      ("lane", ["ANSWER_BEFORE_COMMIT", "SENDS=2"], "P5_acknowledged_is_there"),
      ("lane", ["OUTCOME_NOT_STORED", "SENDS=2"], "P5_not_carried_out_twice"),
      ("lane", ["PLAIN_STORE", "SENDS=2"], "P5_denied_is_not_there"),
      ("lane", ["DATABASE_FIRST", "SENDS=2"], "P5_denied_is_not_there"),
      ("lane", ["NO_CHECKSUM", "SENDS=2"], "P5_acknowledged_is_there"),
      ("lane", ["HISTORY_IGNORED", "KEYS=1", "SENDS=2"], "P5_not_carried_out_twice"),
      ("lane", ["NO_ORIGINALS", "KEYS=1", "SENDS=2"], "P5_denied_is_not_there"),
      ("lane", ["RESENT_FOR_NOBODY", "KEYS=1", "SENDS=2"], "P5_denied_stays_so"),
    ].map { Model(file: $0.0, options: $0.1, verdict: .breaks($0.2)) } + [
      Model(
        file: "election", options: progress + ["TERMS=3", "KILLS=0", "STOPS=1", "NO_SILENCE"],
        search: .progress, verdict: .stalls)
    ]
}
