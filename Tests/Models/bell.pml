/* The bell: nobody sleeps through work.
 *
 * Models Bell.swift statement by statement: ring(), ticket(), wait(); and the kernel's futex, which
 * compares and falls asleep in one step and wakes all. WAITERS look for work as EventPump.Run.turn and
 * Committer.turn do: ticket, look, wait. RINGERS publish work (a count here, the ring or a lane in
 * earnest) and then ring; any of them may die or stop between any two steps.
 *
 * Promise: P3/P6 no lost wake-up: when nothing more can happen, no waiter sleeps although there is work
 * that it has not seen and that was rung for.
 *
 * Who dies between its work and its ring, or between the ring's exchange and the kernel's wake, owes
 * the others a wake; and in the second case the bit is clear although they sleep, so that the next ring
 * passes them by. Housekeeping pays, once a tick, in this order: Bell.wakeDenied, and then the ring that
 * follows every death (a leader announces that a tab has left, and whoever sees that the leader is
 * another tells itself: Coordinator+Housekeeping.swift, Coordinator+Standing.swift).
 *
 * Memory is as if in one order, for the one word that all three acts share that is what the hardware
 * gives. In the variant FLAG_APART it is not: there the store of one word and the load of another may
 * pass each other, which is modelled by the ringer's looking for sleepers before it counts.
 *
 * Left out: time-outs and spurious wakes (they only wake more often), the wrap of the 31-bit count.
 *
 * Sizes: WAITERS, RINGERS, RINGS (each).
 * Known bad: FLAG_APART (the waiter's flag in a word of its own), PLAIN_STORE (the flag is stored where
 * the compare-and-swap is), TICKET_LATE (taken after the look),
 * NO_WAKE_DENIED (the ring that follows a death is all there is),
 * WAKE_DENIED_LAST (the other order).
 *
 * Checked by: swift test --filter "^ModelTests" (longer: PENHOLDER_MODELS=long before it)
 */
#ifndef WAITERS
#define WAITERS 2
#endif
#ifndef RINGERS
#define RINGERS 2
#endif
#ifndef RINGS
#define RINGS 1
#endif
#ifndef DEATHS
#define DEATHS 1
#endif

mtype = { P6_nobody_sleeps_through_work }

/* The word: twice the count, and the lowest bit says that somebody sleeps. */
byte word;
byte work;
/* The work that was there when somebody rang last. */
byte rungFor;
byte finished, housekeeping;
bool anyDied;
/* Apart from the word, in the variant. */
bool flag;

bool asleep[WAITERS];
byte seen[WAITERS];

inline wake_all() {
  d_step { i = 0; do :: i < WAITERS -> asleep[i] = false; i++ :: else -> break od; i = 0 }
}

#define MAY_DIE (DEATHS && _pid != housekeeping)

/* May end in the process's death. */
inline ring() {
#ifdef FLAG_APART
  heard = flag;
  atomic { word = word + 2; rungFor = work };
#else
  old = word;
  do
  :: atomic { word == old -> word = (old | 1) + 1; heard = (old & 1); old = 0; rungFor = work; break }
  :: atomic { word != old -> old = word }
  od;
#endif
  if
  :: heard -> wake_all()
  :: else
  :: atomic { heard && MAY_DIE -> died = true; anyDied = true }
  fi;
  heard = false
}
proctype Ringer(byte rings)
{
  byte old, i;
  bool heard, died;

  do
  :: atomic { rings > 0 && !died -> rings--; work++ };
    if
    :: true -> ring()
    :: atomic { DEATHS -> died = true; anyDied = true }
    fi
  :: atomic { rings == 0 || died -> finished++; break }
  od
}

#define WAKE_DENIED \
  if \
  :: (word & 1) == 0 -> wake_all() \
  :: (word & 1) != 0 \
  fi

/* The tick after a death. */
proctype Housekeeping()
{
  byte old, i;
  bool heard, died;

#if !defined(NO_WAKE_DENIED) && !defined(WAKE_DENIED_LAST)
  WAKE_DENIED;
#endif
  work++;
  ring();
#ifdef WAKE_DENIED_LAST
  WAKE_DENIED;
#endif
}

proctype Waiter(byte me)
{
  byte ticket;

looking:
#ifndef TICKET_LATE
  ticket = word;
#endif
  seen[me] = work;
#ifdef TICKET_LATE
  ticket = word;
#endif

#if defined(FLAG_APART)
  flag = true;
  /* The kernel compares and puts to sleep. */
  atomic {
    if
    :: word == ticket -> asleep[me] = true
    :: else -> goto looking
    fi
  };
#else
  if
  :: (ticket & 1) == 0 ->
#ifdef PLAIN_STORE
    word = ticket | 1
#else
    atomic {
      if
      :: word == ticket -> word = ticket | 1
      :: word == (ticket | 1)
      :: else -> goto looking
      fi
    }
#endif
  :: else
  fi;
  atomic {
    if
    :: word == (ticket | 1) -> asleep[me] = true
    :: else -> goto looking
    fi
  };
#endif
end_asleep:
  atomic { !asleep[me] -> goto looking }
}

/* When nobody can take another step. */
active proctype Watch()
{
  byte i;

end_watch:
  atomic {
    timeout ->
    do
    :: i < WAITERS ->
      assert((seen[i] >= rungFor) && P6_nobody_sleeps_through_work);
      i++
    :: else -> break
    od;
    i = 0
  }
}

init {
  byte i;
  atomic {
    do
    :: i < WAITERS -> run Waiter(i); i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < RINGERS -> run Ringer(RINGS); i++
    :: else -> break
    od;
    i = 0
  };
end_all_well:
  atomic { finished == RINGERS && anyDied -> housekeeping = run Housekeeping() }
}
