/* The lanes of requests: exactly once, and what a tab is told is true.
 *
 * Models RequestLane.swift (the entry's mark, Q1 to Q4), RequestQueue with its extensions (publish,
 * withdraw, collect, again, settle: the process Tab), and LaneIntake, GroupCommit and OutcomeTable (the
 * process Leader). An entry's words are written and read one by one; a leader may stop anywhere, also
 * half-way through an answer, and go on after its successor has answered; it may die anywhere.
 *
 * Two tabs. The first makes KEYS requests, one after another in the same entry, so that a late leader
 * meets another request than it knew. The second asks by its key for the first request, once the first
 * tab has been told that its outcome is unknown (an app that asks again from elsewhere).
 *
 * Promise P5: no request is carried out twice; what was acknowledged is in the database; what was
 * refused, or withdrawn as "not applied", is not and never will be; a dead leader's work is answered for
 * by its successor. Progress: when nothing more can happen, no request waits unanswered.
 *
 * A commit is one step, as SQLite makes it; it may fail, and then nothing was written. Terms follow each
 * other at any time; election.pml says why no two lead at once. Checksums are abstract: right if and
 * only if every word is of the same answer or request.
 *
 * Left out: more entries than one, savepoints, pruning of outcomes, a lane that a new tab takes over, the
 * replacement of the coordination file, noise.
 *
 * Sizes: LEADERS, KEYS, SENDS (of each tab, resent ones included), KILLS, FAILURES (commits that fail,
 * or requests put back).
 * Known bad: ANSWER_BEFORE_COMMIT, OUTCOME_NOT_STORED, PLAIN_STORE (withdrawing without
 * compare-and-swap), HISTORY_IGNORED (who puts a request back leaves no trace), NO_ORIGINALS (an asked
 * request is carried out before the one it asks for), DATABASE_FIRST (settling looks there before it
 * looks into the lanes), NO_CHECKSUM, RESENT_FOR_NOBODY (a request is sent again that nobody waits for).
 *
 * Checked by: swift test --filter "^ModelTests" (longer: PENHOLDER_MODELS=long before it)
 */
#ifndef LEADERS
#define LEADERS 2
#endif
#ifndef KEYS
#define KEYS 2
#endif
#ifndef SENDS
#define SENDS 3
#endif
#ifndef KILLS
#define KILLS 1
#endif
#ifndef FAILURES
#define FAILURES 1
#endif

mtype = {
  P5_not_carried_out_twice, P5_acknowledged_is_there, P5_denied_is_not_there,
  P5_denied_stays_so, P5_nobody_waits_for_ever
}
/* Phases of a mark, and answers. */
mtype = { vacant, waiting, taken, answered, withdrawn, done, refused, damaged }

#define LANES 2
#define NOBODY 0

/* The entry of each lane: its mark in one word, then word by word the rest. */
mtype phase[LANES];
byte number[LANES], stamp[LANES];
byte body[LANES] /* whose number the payload is of; 0: overwritten */, keyOf[LANES];
bool asked[LANES], history[LANES];
mtype answer[LANES], sumAnswer[LANES];
byte sumNumber[LANES], sumStamp[LANES];

/* The database. */
byte dbTerm, lock;
byte carriedOut[KEYS + 1];
bool stored[KEYS + 1];

/* What tabs have been told; for the promises and the second tab. */
bool denied[KEYS + 1];
bool unknownTold, over[LANES];
bool dead[LEADERS + 1];
byte kills, failures;

/* A request was not carried out, and is not about to be. */
inline deny() {
  assert((carriedOut[key] == 0) && P5_denied_is_not_there);
  denied[key] = true
}

proctype Tab(byte lane; bool isAsker)
{
  byte key, n, s;
  mtype v;
  bool mayBeKnown, isAwaited, isHeld, isStored;

  if
  :: isAsker -> unknownTold; key = 1; mayBeKnown = true
  :: !isAsker -> key = 1
  fi;

sending:
  isAwaited = true;
sending_again:
  atomic {
    if
    :: n == SENDS -> /* somebody damages it all the time: told that nothing is known */
      goto finished
    :: n < SENDS -> n++
    fi;
    phase[lane] = vacant; number[lane] = 0; stamp[lane] = 0
  };
  history[lane] = false;
  atomic { body[lane] = n; keyOf[lane] = key; asked[lane] = mayBeKnown };
  atomic { phase[lane] = waiting; number[lane] = n; stamp[lane] = 0 };

waiting_for_it:
  if
  :: phase[lane] == answered ->
    s = stamp[lane];
    v = answer[lane];
    atomic {
      if
#ifdef NO_CHECKSUM
      :: true
#else
      :: sumAnswer[lane] == v && sumNumber[lane] == n && sumStamp[lane] == s
#endif
      :: else -> v = damaged
      fi;
      s = 0;
      if
      :: v == done -> assert((carriedOut[key] == 1) && P5_acknowledged_is_there)
      :: v == refused ->
        if
        :: isAwaited -> deny()
        :: else
        fi
      :: v == damaged ->
        mayBeKnown = true; v = 0;
        if
#ifdef RESENT_FOR_NOBODY
        :: true -> goto sending_again
#else
        :: isAwaited -> goto sending_again
        :: else
#endif
        fi
      fi;
      v = 0
    };
    goto next_one
  :: isAwaited && phase[lane] != answered ->
    /* Its time is out. */
#ifdef PLAIN_STORE
    if
    :: phase[lane] == waiting -> phase[lane] = withdrawn; goto withdrawn_it
    :: phase[lane] != waiting
    fi;
#else
    if
    :: atomic { phase[lane] == waiting -> phase[lane] = withdrawn; goto withdrawn_it }
    :: phase[lane] != waiting
    fi;
#endif
    /* The leader has it: unknown. The entry stays its own until there is an answer. */
    atomic { isAwaited = false; unknownTold = unknownTold || (key == 1) };
    goto waiting_for_it
  fi;

withdrawn_it:
  if
  :: history[lane] || mayBeKnown ->
    /* RequestQueue.settle */
#ifdef DATABASE_FIRST
    isStored = stored[key];
#endif
    isHeld = ((phase[1 - lane] == waiting || phase[1 - lane] == taken) && keyOf[1 - lane] == key);
#ifndef DATABASE_FIRST
    isStored = stored[key];
#endif
    atomic {
      if
      :: isHeld /* unknown */
      :: !isHeld && isStored -> assert((carriedOut[key] == 1) && P5_acknowledged_is_there)
      :: !isHeld && !isStored -> deny()
      fi;
      isHeld = false; isStored = false
    }
  :: atomic { !history[lane] && !mayBeKnown -> deny() }
  fi;

next_one:
  atomic {
    isAwaited = false;
    if
    :: !isAsker && key < KEYS -> key++; mayBeKnown = false; goto sending
    :: else
    fi
  };
finished:
  atomic { over[lane] = true; key = 0; n = 0; mayBeKnown = false; isAwaited = false }
}

#define OPEN(lane) (phase[lane] == waiting || phase[lane] == taken)

/* RequestLane.answer: a look, then word by word, then the mark. The message overwrites the payload. */
#define HAS_IT (phase[lane] == taken && stamp[lane] == me && number[lane] == n)
#define ANSWER \
  if \
  :: HAS_IT -> \
    body[lane] = 0; \
    answer[lane] = v; \
    atomic { sumAnswer[lane] = v; sumNumber[lane] = n; sumStamp[lane] = me }; \
    atomic { \
      if \
      :: HAS_IT -> phase[lane] = answered \
      :: else \
      fi \
    } \
  :: else \
  fi

proctype Leader(byte me)
{
  byte lane, n, key;
  mtype v;
  bool was, known, isWhole;

  {
    goto claiming;
claiming:
    atomic { lock == NOBODY && dbTerm == me - 1 -> dbTerm = me };
end_leading:
    do
    :: atomic { lock == NOBODY && dbTerm == me && (OPEN(0) || OPEN(1)) -> lock = me };
      if
      :: OPEN(0) -> lane = 0
      :: OPEN(1) -> lane = 1
      :: !OPEN(0) && !OPEN(1) -> atomic { lock = NOBODY; goto end_leading }
      fi;
#ifndef NO_ORIGINALS
      /* LaneIntake.takeOriginals, and GroupCommit's twin: what is asked for comes first. */
      atomic {
        if
        :: lane == 1 && OPEN(0) && keyOf[0] == keyOf[1] -> lane = 0
        :: else
        fi
      };
#endif
      /* LaneIntake.take: the mark, if it was not withdrawn meanwhile; then the request is read, and
       * that it was taken is noted. */
      atomic {
        if
        :: !OPEN(lane) -> lock = NOBODY; lane = 0; goto end_leading
        :: else
        fi;
        n = number[lane];
        was = (phase[lane] == taken);
        phase[lane] = taken; stamp[lane] = me
      };
      atomic {
#ifdef HISTORY_IGNORED
        known = was || asked[lane];
#else
        known = was || asked[lane] || history[lane];
#endif
        isWhole = (body[lane] == n); key = keyOf[lane]; history[lane] = true
      };
      if
      :: atomic { failures < FAILURES -> failures++; lock = NOBODY } /* the group's time is up */
      :: atomic { !isWhole -> v = damaged; lock = NOBODY }
      :: atomic { isWhole && known && stored[key] -> v = done; lock = NOBODY }
      :: isWhole && !(known && stored[key]) ->
        v = done;
#ifdef ANSWER_BEFORE_COMMIT
        ANSWER;
#endif
        if
        :: atomic {
            true ->
            carriedOut[key]++;
            assert((carriedOut[key] == 1) && P5_not_carried_out_twice);
            assert((!denied[key]) && P5_denied_stays_so);
#ifndef OUTCOME_NOT_STORED
            stored[key] = true;
#endif
            lock = NOBODY
          }
        :: atomic { failures < FAILURES -> failures++; v = refused; lock = NOBODY }
        fi
      fi;
      if
      :: v == 0 ->
        /* LaneIntake.putBack */
        atomic {
          if
          :: HAS_IT -> phase[lane] = waiting; stamp[lane] = 0
          :: else
          fi
        }
      :: v != 0 ->
#ifndef ANSWER_BEFORE_COMMIT
        ANSWER
#else
        skip
#endif
      fi;
      atomic { v = 0; n = 0; key = 0; lane = 0; was = false; known = false; isWhole = false }
    :: dbTerm > me -> break
    od
  } unless { dead[me] };
  atomic { v = 0; n = 0; key = 0; lane = 0; was = false; known = false; isWhole = false }
}

/* kill -9 of a leader, never the last: the kernel drops SQLite's lock, the transaction is gone. */
active proctype Death()
{
  byte who;

end_death:
  do
  :: atomic {
      kills < KILLS && LEADERS > 1 -> kills++; who = 1;
      do
      :: who < LEADERS - 1 -> who++
      :: break
      od;
      dead[who] = true;
      if
      :: lock == who -> lock = NOBODY
      :: else
      fi;
      if
      :: dbTerm < who -> dbTerm = who /* it would never have led; its successor may */
      :: else
      fi;
      who = 0
    }
  od
}

/* When nobody can take another step. */
active proctype Watch()
{
end_watch:
  atomic {
    timeout ->
    assert((over[0] && (over[1] || !unknownTold)) && P5_nobody_waits_for_ever)
  }
}

init {
  byte i = 1;
  atomic {
    run Tab(0, false);
    run Tab(1, true);
    do
    :: i <= LEADERS -> run Leader(i); i++
    :: else -> break
    od;
    i = 0
  }
}
