/* The ring of events: what is delivered is whole, in order, once; what is missed is told once.
 *
 * Models BroadcastRing.swift (publish, read) and RingReader.swift (read, stepOverHole, skip) word by
 * word: every load and store of a shared word is a step of its own, in which any writer may stop and
 * after which it may go on a lap later, or never (a death is a step that never comes). The stores of
 * a payload, and the loads of its copy, happen in any order between their fences, as relaxed ones may.
 *
 * Promise P6: delivered events are whole, in order, at most once; every number is either delivered or
 * counted in one gap, never both; and when the writers have ended or died, a reader that goes on looking
 * has accounted for every number that was claimed.
 *
 * The checksum is abstract: it is right if and only if all words are those of one record and its
 * number. So it hides what the second look at the state is for (a checksum of 64 bits may be right by
 * chance). WEAK_CHECKSUM takes it away, with writers that are never stopped for a whole lap: then
 * the second look alone must do, and does.
 *
 * Patience: a reader may step over a hole at any moment; a clock would let it wait longer. Readers do
 * not touch each other, one is enough. How they are woken is bell.pml's.
 *
 * Left out: noise in the counter and in the slots (R3), the filter by commit numbers behind it.
 *
 * Sizes: CAPACITY, WRITERS, RECORDS (of each writer).
 * Known bad: NO_CHECKSUM, WEAK_CHECKSUM with NO_SECOND_LOOK, PLAIN_CLAIM (load and store where the
 * atomic increment is), PLAIN_PUBLISH (a store where the compare-and-swap is), SILENT_SKIP (a lapped
 * reader goes on without a word).
 *
 * Checked by: swift test --filter "^ModelTests" (longer: PENHOLDER_MODELS=long before it)
 */
#ifndef CAPACITY
#define CAPACITY 2
#endif
#ifndef WRITERS
#define WRITERS 2
#endif
#ifndef RECORDS
#define RECORDS 2
#endif
#define NUMBERS (WRITERS * RECORDS)

mtype = {
  P6_whole, P6_in_order_and_once, P6_missed_is_told_once, P6_all_is_accounted_for,
  R1_a_number_is_one_writers, R2_a_slots_number_only_grows
}

/* The counter; each slot's state (2n: record n is whole, 2n + 1: being written), its checksum and two
 * words of payload, each of which names the record that it is of. */
byte counter;
byte state[CAPACITY], checksum[CAPACITY], left[CAPACITY], right[CAPACITY];
#define SLOT(n) ((n) % CAPACITY)

/* Whether a number has been delivered, or told of as missed. */
bool delivered[NUMBERS + 2], missed[NUMBERS + 2];
bool claimed[NUMBERS + 1];

proctype Writer()
{
  byte records, number, seen;
  bool a, b, c;

  do
  :: records < RECORDS ->
#ifdef PLAIN_CLAIM
    number = counter + 1;
    atomic { counter = number; records++ };
#else
    atomic { counter++; number = counter; records++ };
#endif
    atomic { assert((!claimed[number]) && R1_a_number_is_one_writers); claimed[number] = true };
#ifdef WEAK_CHECKSUM
    /* Nobody is ever stopped for a whole lap: nobody claims a slot that is being written. */
    (state[SLOT(number)] % 2 == 0 && state[SLOT(number)] / 2 + CAPACITY >= number);
#endif
    /* take: marks the slot, unless it has a higher number (R2). */
    seen = state[SLOT(number)];
    do
    :: seen / 2 > number -> goto lapped
    :: else ->
      if
      :: atomic { state[SLOT(number)] == seen -> state[SLOT(number)] = 2 * number + 1; break }
      :: atomic { state[SLOT(number)] != seen -> seen = state[SLOT(number)] }
      fi
    od;
    seen = 0;
    do
    :: atomic { !a -> left[SLOT(number)] = number; a = true }
    :: atomic { !b -> right[SLOT(number)] = number; b = true }
    :: atomic { !c -> checksum[SLOT(number)] = number; c = true }
    :: atomic { a && b && c -> a = false; b = false; c = false; break }
    od;
    /* Publishes the payload, unless somebody has taken the slot over. */
#ifdef PLAIN_PUBLISH
    atomic {
      assert((state[SLOT(number)] / 2 <= number) && R2_a_slots_number_only_grows);
      state[SLOT(number)] = 2 * number
    };
#else
    atomic {
      if
      :: state[SLOT(number)] == 2 * number + 1 -> state[SLOT(number)] = 2 * number
      :: else
      fi
    };
#endif
lapped:
    atomic { number = 0; seen = 0 }
  :: else -> break
  od
}

#ifdef WEAK_CHECKSUM
#define CHECKSUM_IS_RIGHT(n) true
#else
#ifdef NO_CHECKSUM
#define CHECKSUM_IS_RIGHT(n) true
#else
#define CHECKSUM_IS_RIGHT(n) (l == (n) && r == (n) && sum == (n))
#endif
#endif

#ifdef NO_SECOND_LOOK
#define STATE_IS_STILL(n) true
#else
#define STATE_IS_STILL(n) (state[SLOT(n)] == 2 * (n))
#endif

#ifdef SILENT_SKIP
#define TELL skip
#else
#define TELL missed[next] = true
#endif

active proctype Reader()
{
  byte next = 1, newest, before, target, l, r, sum;
  bool a, b, c;

end_empty:
  do
  :: atomic { next <= counter -> newest = counter };
    if
    :: newest - next >= CAPACITY -> target = newest /* lapped: on with the newest */
    :: else ->
      before = state[SLOT(next)];
      if
      :: before == 2 * next ->
        do
        :: atomic { !a -> l = left[SLOT(next)]; a = true }
        :: atomic { !b -> r = right[SLOT(next)]; b = true }
        :: atomic { !c -> sum = checksum[SLOT(next)]; c = true }
        :: atomic { a && b && c -> a = false; b = false; c = false; break }
        od;
        atomic {
          if
          :: STATE_IS_STILL(next) && CHECKSUM_IS_RIGHT(next) ->
            assert((l == next && r == next) && P6_whole);
            assert((!delivered[next] && !missed[next] && (next == 1 || delivered[next - 1] || missed[next - 1])) && P6_in_order_and_once);
            delivered[next] = true;
            next++
          :: else -> target = next + 1
          fi
        };
      :: before != 2 * next && before / 2 > next -> target = next + 1 /* lost */
      :: before != 2 * next && before / 2 <= next ->
        /* A hole. Out of patience, or not yet. */
        if
        :: skip
        :: target = next + 1;
          do
          :: target <= newest && state[SLOT(target)] != 2 * target && state[SLOT(target)] / 2 <= target -> target++
          :: else -> break
          od
        fi
      fi
    fi;
    /* Goes on at the target, if there is one; what lies between is told in one gap. */
    atomic {
      do
      :: next < target ->
        assert((!missed[next] && !delivered[next]) && P6_missed_is_told_once);
        TELL;
        next++
      :: else -> break
      od;
      newest = 0; before = 0; target = 0; l = 0; r = 0; sum = 0 }
  od
}

/* When nobody can take another step. */
active proctype Watch()
{
  byte n;

end_watch:
  atomic {
    timeout ->
    n = 1;
    do
    :: n <= counter ->
      assert((delivered[n] != missed[n]) && P6_all_is_accounted_for);
      n++
    :: else -> break
    od;
    n = 0
  }
}

init {
  byte i;
  atomic {
    do
    :: i < WRITERS -> run Writer(); i++
    :: else -> break
    od;
    i = 0
  }
}
