import Synchronization

/// A run of 64-bit atomic words inside a mapped file.
///
/// Other processes write these words too, so every access is atomic and nothing read from them may
/// be believed before it has been checked. Indices are our own and trap when out of range.
/// All members are O(1), wait-free, and may be called from any thread. They are inlined into other
/// modules: a call would cost more than the access.
@safe
package struct SharedWords: @unchecked Sendable {
  // SAFETY: the words live as long as `file`, which this value keeps; atomics are data-race free.
  @usableFromInline let file: MappedFile
  @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>
  package let count: Int

  /// The `count` words that begin at `byteOffset` (a multiple of eight) of `file`.
  package init(in file: MappedFile, at byteOffset: Int, count: Int) {
    precondition(byteOffset % 8 == 0 && byteOffset >= 0 && count >= 0, "words are aligned")
    precondition(byteOffset + count * 8 <= file.size, "words lie inside the file")
    self.file = file
    // SAFETY: in range by the checks above, aligned since the mapping is; nothing else binds them.
    unsafe self.base = (file.base + byteOffset).bindMemory(to: Atomic<UInt64>.self, capacity: count)
    self.count = count
  }

  /// The words `range` of these.
  package func slice(_ start: Int, count: Int) -> SharedWords {
    precondition(start >= 0 && count >= 0 && start + count <= self.count, "a slice lies inside")
    // SAFETY: inside this run by the check above.
    return unsafe SharedWords(file: file, base: base + start, count: count)
  }

  private init(file: MappedFile, base: UnsafeMutablePointer<Atomic<UInt64>>, count: Int) {
    self.file = file
    unsafe self.base = base
    self.count = count
  }

  @inlinable @inline(__always)
  func pointer(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(index >= 0 && index < count, "a word index is our own")
    // SAFETY: in range by the check above.
    return unsafe base + index
  }

  /// Reads a word that orders nothing else.
  @inlinable @inline(__always)
  package func load(_ index: Int) -> UInt64 {
    unsafe pointer(index).pointee.load(ordering: .relaxed)
  }

  /// Reads a word that says that what was written before it may be read.
  @inlinable @inline(__always)
  package func loadAcquiring(_ index: Int) -> UInt64 {
    unsafe pointer(index).pointee.load(ordering: .acquiring)
  }

  /// Writes a word that orders nothing else.
  @inlinable @inline(__always)
  package func store(_ value: UInt64, at index: Int) {
    unsafe pointer(index).pointee.store(value, ordering: .relaxed)
  }

  /// Writes a word that publishes what was written before it.
  @inlinable @inline(__always)
  package func storeReleasing(_ value: UInt64, at index: Int) {
    unsafe pointer(index).pointee.store(value, ordering: .releasing)
  }

  /// Adds with wrap-around, ordering nothing else, and returns the word as it was before.
  @discardableResult
  @inlinable @inline(__always)
  package func add(_ delta: UInt64, at index: Int) -> UInt64 {
    unsafe pointer(index).pointee.wrappingAdd(delta, ordering: .relaxed).oldValue
  }

  /// Adds to a word, wrapping around, and publishes what was written before.
  @inlinable @inline(__always)
  package func addReleasing(_ delta: UInt64, at index: Int) {
    unsafe pointer(index).pointee.wrappingAdd(delta, ordering: .releasing)
  }

  /// Replaces `expected` by `desired`, publishing what was written before; false when the word was
  /// something else.
  @inlinable @inline(__always)
  package func compareExchange(_ expected: UInt64, _ desired: UInt64, at index: Int) -> Bool {
    unsafe pointer(index).pointee.compareExchange(
      expected: expected, desired: desired, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Replaces the word, publishing what was written before, and returns what it was.
  @inlinable @inline(__always)
  package func exchange(_ value: UInt64, at index: Int) -> UInt64 {
    unsafe pointer(index).pointee.exchange(value, ordering: .acquiringAndReleasing)
  }

  /// Sets bits, publishing what was written before.
  @inlinable @inline(__always)
  package func formUnion(_ bits: UInt64, at index: Int) {
    unsafe pointer(index).pointee.bitwiseOr(bits, ordering: .acquiringAndReleasing)
  }

  /// Raises the word to `value` if it is lower; true when it did.
  @discardableResult
  package func raise(_ index: Int, to value: UInt64) -> Bool {
    var current = load(index)
    while current < value {
      if compareExchange(current, value, at: index) { return true }
      current = load(index)
    }
    return false
  }

  /// The 32-bit word that the kernel's futex calls see: the low half of word `index`.
  func futexWord(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
    // SAFETY: half of an in-range word; only ever used as a 32-bit atomic (see `Bell`). Linux on
    // every Swift platform is little-endian, so the low half comes first.
    unsafe UnsafeMutableRawPointer(pointer(index)).assumingMemoryBound(to: Atomic<UInt32>.self)
  }
}
