/* Who leads: the election, its fence, and what disturbs them.
 *
 * Models Election.swift with Coordinator+Actions.swift and Coordinator+Housekeeping.swift (the
 * process Tab), Store+Election.swift (the claim), GroupCommit.run and StateRow.fence (the process
 * Writer, a thread of each tab), and SQLite's write lock as they use it.
 *
 * Promises: P1 a term is claimed once, by one tab, and terms only grow; only that tab commits in it.
 * P2 no transaction of an older term commits after its successor's claim. P3 while a tab can lead,
 * some tab leads or says that a stopped tab blocks it (with -DPROGRESS).
 *
 * Disturbed by: kill -9 of any tab between any two steps, the kernel dropping its locks later and one
 * by one; SIGSTOP and SIGCONT anywhere; resignation; noise in the coordination file's reign; the
 * file removed, so that its locks guard nothing any more and its tabs move at different times.
 *
 * Time: for safety every tab may believe at any moment that any leader has been silent for a lease,
 * and that itself has slept. That is more than any clock can do; so what a follower sees of the reign
 * keeps it from nothing, and its look is left out. A stop is a process that is not scheduled. For
 * progress only who is stopped or dead is silent, the look is in, and stops are explicit.
 *
 * Left out: order and stagger of candidates (they decide who tries, never who wins), hand-over to a
 * named tab, the wishes of the app. Memory is as if in one order: every shared word here is
 * a single atomic one, and the database is behind SQLite's locks.
 *
 * Sizes: TABS, TERMS (the search does not go beyond), KILLS, STOPS, NOISES, REMOVALS, RESIGNATIONS.
 * Known bad: NO_FENCE, FENCE_BEFORE_LOCK (the term is read before BEGIN IMMEDIATE), BLIND_CLAIM (the
 * claim does not compare the stored term), NO_SILENCE (a stopped leader is waited for).
 *
 * Checked by: swift test --filter "^ModelTests" (longer: PENHOLDER_MODELS=long before it)
 */
#ifndef TABS
#define TABS 2
#endif
#ifndef TERMS
#define TERMS 2
#endif
#ifndef KILLS
#define KILLS 1
#endif
#ifndef STOPS
#define STOPS 0
#endif
#ifndef NOISES
#define NOISES 1
#endif
#ifndef REMOVALS
#define REMOVALS 1
#endif
#ifndef RESIGNATIONS
#define RESIGNATIONS 1
#endif

#define NOBODY 0
/* The highest term whose byte may be locked: a candidate passes over one silent rival. */
#define BYTES (TERMS + 1)
#define FILES (REMOVALS + 1)

#if STOPS > 0
#define MAY_BE_STOPPED provided (!halted[me])
#else
#define MAY_BE_STOPPED
#endif

mtype = {
  P1_terms_only_grow, P1_only_its_leader_commits_in_a_term, P2_no_older_term_commits,
  the_model_has_terms_enough
}

/* The database: its state row as committed, and who holds SQLite's write lock. */
byte dbTerm, dbLeader, lock;

/* The coordination files, the one that stands under the name, and the kernel's locks on term bytes. */
byte reignTerm[FILES], reignLeader[FILES];
byte standing;
byte holder[FILES * BYTES];
#define BYTE(file, term) holder[(file) * BYTES + (term) - 1]

/* Each tab: dead; stopped; the term for which its connection may write; whether its writer has found
 * another leader in that term. Tabs are 1 to TABS; place 0 is nobody's. */
bool dead[TABS + 1], fenced[TABS + 1];
byte openTerm[TABS + 1];
#ifdef PROGRESS
bool halted[TABS + 1];
#endif
byte kills, resignations;

#define HELD_BY_OTHER(file, term) (BYTE(file, term) != NOBODY && BYTE(file, term) != me)

#ifdef PROGRESS
#ifdef NO_SILENCE
#define SILENT(who) (dead[who])
#else
#define SILENT(who) (dead[who] || halted[who])
#endif
#else
#define SILENT(who) true
#endif

/* Whoever finds the next term locked comes back later; after a lease of silence it goes past. */
#ifdef PROGRESS
#define MAY_RETREAT (!SILENT(BYTE(file, want)) || HELD_BY_OTHER(file, want + 1))
#else
#define MAY_RETREAT true
#endif

proctype Tab(byte me) MAY_BE_STOPPED
{
  byte file, term, stored, want, fresh;
  bool mine;

  {
    goto looking;
looking:
    /* A tab finds out at its next tick that its file has been replaced. */
    atomic {
      if
      :: file != standing -> file = standing
#ifndef PROGRESS
      :: file != standing
#endif
      :: else
      fi;
#ifdef PROGRESS
      /* Election.vacancy: the reign is read, then the kernel is asked. */
      want = reignTerm[file]; mine = (reignLeader[file] != NOBODY)
    };
    if
    :: mine && want > 0 && HELD_BY_OTHER(file, want) ->
      if
      :: SILENT(BYTE(file, want))
      :: atomic { !SILENT(BYTE(file, want)) || file != standing -> want = 0; mine = false; goto looking }
      fi
    :: else
    fi;
    atomic {
      mine = false;
#endif
      /* .readTerm: the database first, then whether that term's byte is held. */
      stored = dbTerm; want = stored + 1
    };
#ifdef PROGRESS
    assert((stored < TERMS) && the_model_has_terms_enough);
    if
    :: stored > 0 && HELD_BY_OTHER(file, stored) ->
      if
      :: SILENT(BYTE(file, stored))
      :: atomic { !SILENT(BYTE(file, stored)) || file != standing -> stored = 0; want = 0; goto looking }
      fi
    :: else
    fi;
#endif

    /* .lockTerm: the next term, or the one after it if a silent rival has that. */
    want = stored + 1;
    atomic {
      if
      :: want > TERMS -> stored = 0; want = 0; goto looking
      :: want <= TERMS && !HELD_BY_OTHER(file, want)
      :: want <= TERMS && HELD_BY_OTHER(file, want) ->
        if
        :: SILENT(BYTE(file, want)) && want < TERMS && !HELD_BY_OTHER(file, want + 1) ->
          want = want + 1
        :: MAY_RETREAT -> stored = 0; want = 0; goto looking
        fi
      fi;
      BYTE(file, want) = me
    };

claiming:
    /* Store.claim: BEGIN IMMEDIATE without waiting; on the writer's queue, so never beside our own. */
    if
    :: atomic { lock == NOBODY -> lock = me }
    :: lock != NOBODY && lock != me ->
#if STOPS > 0
      if
      :: halted[lock] ->
progress_blocked:
        skip /* every tab says who blocks the takeover */
      :: else
      fi;
#endif
      /* Another may lead by now. */
      if
      :: reignTerm[file] >= want || file != standing -> goto giving_up
      :: else -> goto claiming
      fi
    fi;
    /* In the transaction. */
    if
#ifdef BLIND_CLAIM
    :: true ->
#else
    :: dbTerm == stored ->
#endif
      d_step {
        assert((want > dbTerm) && P1_terms_only_grow);
        dbTerm = want; dbLeader = me; lock = NOBODY
      }
#ifndef BLIND_CLAIM
    :: dbTerm != stored ->
      lock = NOBODY; /* beaten */
      goto giving_up
#endif
    fi;
    d_step { term = want; want = 0; stored = 0; fenced[me] = false; openTerm[me] = term };

    /* Coordinator.takeOffice: the reign is raised, never lowered. */
    d_step {
      if
      :: reignTerm[file] < term || (reignTerm[file] == term && reignLeader[file] < me) ->
        reignTerm[file] = term; reignLeader[file] = me
      :: else
      fi
    };

leading:
    if
    :: fenced[me] -> goto deposed
    :: reignTerm[file] == term && reignLeader[file] != me || reignTerm[file] < term ->
      /* Election.supervise: another reign is noise, and put right. */
      goto repairing
    :: reignTerm[file] > term ->
      /* Noise or news: the database is asked. */
      if
      :: dbTerm > term -> goto deposed
      :: else
      fi;
repairing:
      atomic { reignTerm[file] = term; reignLeader[file] = me };
      goto leading
#ifndef PROGRESS
    :: dbTerm > term -> goto deposed /* it has slept, and asks */
#endif
    :: resignations < RESIGNATIONS ->
      resignations++;
      /* Drained: nothing is under way and nothing will begin. */
      atomic { lock != me -> openTerm[me] = 0 };
      d_step {
        if
        :: reignTerm[file] == term && reignLeader[file] == me -> reignLeader[file] = NOBODY
        :: else
        fi
      };
      atomic { BYTE(file, term) = NOBODY; term = 0; goto looking }
    :: file != standing ->
      /* Coordinator.keepOffice: it takes its own byte in the new file, then asks the database. */
      d_step {
        fresh = standing;
        mine = !HELD_BY_OTHER(fresh, term);
        if
        :: mine -> BYTE(fresh, term) = me
        :: else
        fi
      };
      if
      :: mine && dbTerm == term ->
        d_step {
          if
          :: reignTerm[fresh] < term || (reignTerm[fresh] == term && reignLeader[fresh] < me) ->
            reignTerm[fresh] = term; reignLeader[fresh] = me
          :: else
          fi
        };
        BYTE(file, term) = NOBODY;
        d_step { file = fresh; fresh = 0; mine = false };
        goto leading
      :: mine && dbTerm != term -> atomic { BYTE(fresh, term) = NOBODY; mine = false; fresh = 0 }
      :: !mine -> fresh = 0
      fi;
      goto deposed
    fi;

deposed:
    /* Coordinator.loseOffice: the byte at once; the connection is closed when its writer has ended. */
    BYTE(file, term) = NOBODY;
    atomic { lock != me -> openTerm[me] = 0; term = 0; goto looking };

giving_up:
    atomic { BYTE(file, want) = NOBODY; stored = 0; want = 0; goto looking }
  } unless { dead[me] };
  atomic { file = 0; term = 0; stored = 0; want = 0; fresh = 0; mine = false }
}

/* The committer's thread: every transaction begins IMMEDIATE and then asks whether it still leads. */
proctype Writer(byte me) MAY_BE_STOPPED
{
  byte term;
  bool leads;

  {
    goto end_waiting;
end_waiting:
    atomic {
      openTerm[me] != 0 && !fenced[me] -> term = openTerm[me];
#ifdef FENCE_BEFORE_LOCK
      leads = (dbTerm == term && dbLeader == me)
#endif
    };
    if
    :: atomic { lock == NOBODY && openTerm[me] == term -> lock = me }
    :: atomic { openTerm[me] != term -> term = 0; leads = false; goto end_waiting }
    fi;
    /* In the transaction; nobody else can change the database now. */
    atomic {
#ifndef FENCE_BEFORE_LOCK
      leads = (dbTerm == term && dbLeader == me);
#endif
#ifdef NO_FENCE
      leads = true;
#endif
      if
      :: leads ->
        assert((term >= dbTerm) && P2_no_older_term_commits);
        assert((term != dbTerm || dbLeader == me) && P1_only_its_leader_commits_in_a_term)
      :: else -> fenced[me] = true
      fi;
      lock = NOBODY; term = 0
    };
#ifdef PROGRESS
    if
    :: leads ->
progress_leads:
      skip
    :: else
    fi;
#endif
    atomic { leads = false; goto end_waiting }
  } unless { dead[me] };
  atomic { term = 0; leads = false }
}

#define DROP_LOCK if :: lock == who -> lock = NOBODY :: else fi
#define DROP_BYTES \
  do \
  :: i < FILES * BYTES -> \
    if \
    :: holder[i] == who -> holder[i] = NOBODY \
    :: else \
    fi; \
    i++ \
  :: else -> break \
  od; \
  i = 0

/* For progress a disturbance may also stay away for ever; for safety it is enough that it may be late. */
#ifdef PROGRESS
#define OR_NEVER :: break
#else
#define OR_NEVER
#endif
#define CHOOSE(variable, low, high) \
  variable = low; \
  do \
  :: variable < high -> variable++ \
  :: break \
  od

#define DROP_LOCK if :: lock == who -> lock = NOBODY :: else fi
#define DROP_BYTES \
  do \
  :: i < FILES * BYTES -> \
    if \
    :: holder[i] == who -> holder[i] = NOBODY \
    :: else \
    fi; \
    i++ \
  :: else -> break \
  od; \
  i = 0

/* kill -9, and what the kernel does afterwards, in either order. */
active proctype Death()
{
  byte who, i;

end_death:
  do
  :: atomic { kills < KILLS -> kills++; CHOOSE(who, 1, TABS); dead[who] = true };
    if
    :: d_step { DROP_LOCK }; d_step { DROP_BYTES; who = 0 }
    :: d_step { DROP_BYTES }; d_step { DROP_LOCK; who = 0 }
    fi
  OR_NEVER
  od
}

#if NOISES > 0
/* Somebody scribbles on the reign: any term, any leader, also one that does not exist. */
active proctype Noise()
{
  byte n, term, leader;

end_noise:
  do
  :: atomic {
      n < NOISES ->
      n++; CHOOSE(term, 0, TERMS); CHOOSE(leader, 0, TABS);
      reignTerm[standing] = term; reignLeader[standing] = leader; term = 0; leader = 0
    }
  OR_NEVER
  od
}
#endif

#if REMOVALS > 0
/* The coordination file is removed; another stands in its place. */
active proctype Removal()
{
end_removal:
  do
  :: standing < REMOVALS -> standing++
  OR_NEVER
  od
}
#endif

#if STOPS > 0
/* SIGSTOP anywhere; SIGCONT later or never. */
active proctype Stop()
{
  byte n, who;

end_stop:
  do
  :: atomic { n < STOPS -> n++; CHOOSE(who, 1, TABS); halted[who] = true };
    if
    :: halted[who] = false
    :: skip
    fi;
    who = 0
  OR_NEVER
  od
}
#endif

init {
  byte i = 1;
  atomic {
    do
    :: i <= TABS -> run Tab(i); run Writer(i); i++
    :: else -> break
    od;
    i = 0
  }
}
