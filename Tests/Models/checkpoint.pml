/* Checkpoints: nothing committed is lost, whoever checkpoints beside whom.
 *
 * Models SQLite's write-ahead log as versions 3.7.0 to 3.51.2 keep it (wal.c: sqlite3WalCheckpoint,
 * walCheckpoint, walRestartLog, walTryBeginRead, walFindFrame, walIndexRecover), and
 * Store+Checkpoint.swift on top of it: whoever checkpoints holds the write lock in one connection and
 * lets a second one copy, passively.
 *
 * Promise P8: what a reader sees is what was committed, whole: each page's last committed version, from
 * the log or from the database; at any moment, and after all have died and the log is recovered.
 *
 * Every tab may commit or checkpoint whenever it gets SQLite's locks: that is more than a leader, a
 * deposed leader and a foreign program would do together. A tab may die or stop between any two steps;
 * the kernel drops its locks.
 *
 * WITHOUT_WRITE_LOCK is the passive checkpoint beside a commit, as SQLite's own automatic one and
 * wal_checkpoint(PASSIVE) are. It must find the WAL-reset bug (sqlite.org/wal.html): the copier reads the
 * index's header; the log, copied already, is started over by a commit; the copier, going by its old
 * header, notes more frames as copied than the new log has; the next commits are taken for copied,
 * are not seen, and are overwritten.
 *
 * Left out: power failure (the order of the disk's writes), the two copies of the index's header and
 * its checksum (one step here), more than one read mark, savepoints.
 *
 * Sizes: TABS, COMMITS, CHECKPOINTS, KILLS, PAGES.
 * Known bad: WITHOUT_WRITE_LOCK, OVER_A_READER (the log is started over under one who reads it),
 * COPY_NOTED_FIRST (what is to be copied is noted before it is).
 *
 * Checked by: swift test --filter "^ModelTests" (longer: PENHOLDER_MODELS=long before it)
 */
#ifndef TABS
#define TABS 2
#endif
#ifndef COMMITS
#define COMMITS 3
#endif
#ifndef CHECKPOINTS
#define CHECKPOINTS 2
#endif
#ifndef KILLS
#define KILLS 1
#endif
#ifndef PAGES
#define PAGES 2
#endif
/* So long is the log at most. */
#define FRAMES COMMITS

#define NOBODY 0

mtype = {
  P8_no_more_is_copied_than_there_is, P8_readers_see_what_was_committed, P8_recovery_finds_what_was_committed
}

/* The database file, and the log's frames: a page, its version, and the salt of the log's generation.
 * Frames and pages are from 1. */
byte database[PAGES + 1];
byte framePage[FRAMES + 1], frameVersion[FRAMES + 1], frameSalt[FRAMES + 1];
byte fileSalt;

/* The log's index, in memory: its header, and how many frames have been copied. */
byte length, salt, copied;

/* Locks: for writing, for checkpoints; readers of the database alone (0) and of the log. */
byte writeLock, checkpointLock, copyLock, readersOfFile, readersOfLog;
/* How far the readers of the log look. */
byte readMark;

/* Only for the promise: each page's last committed version. */
byte truth[PAGES + 1];
byte commits, checkpoints, kills;
bool dead[TABS + 1];

#ifdef OVER_A_READER
#define NOBODY_READS true
#else
#define NOBODY_READS (readersOfLog == 0)
#endif

/* What a page's version is for one who reads `frames` frames of the log beyond `from`. */
inline look_up(from, frames) {
  f = frames;
  do
  :: f > from && framePage[f] == page -> version = frameVersion[f]; break
  :: f > from && framePage[f] != page -> f--
  :: f <= from -> version = database[page]; break
  od
}

proctype Tab(byte me)
{
  byte page, f, frames, safe, version;

  {
    goto resting;
resting:
    atomic { page = 0; f = 0; frames = 0; safe = 0; version = 0 };
    if
    :: atomic { writeLock == NOBODY && commits < COMMITS -> writeLock = me; commits++; version = commits; goto committing }
#ifdef WITHOUT_WRITE_LOCK
    :: atomic { checkpointLock == NOBODY && checkpoints < CHECKPOINTS -> checkpointLock = me; checkpoints++ }
#else
    /* BEGIN IMMEDIATE; only then the second connection. */
    :: atomic { writeLock == NOBODY && checkpoints < CHECKPOINTS -> writeLock = me; checkpoints++ };
      atomic { checkpointLock == NOBODY -> checkpointLock = me }
#endif
    fi;

    /* sqlite3WalCheckpoint: the header is read, ... */
    frames = length;
    /* ... and, in walCheckpoint, compared with what has been copied. */
    if
    :: copied < frames ->
      /* Not beyond what a reader needs of the database as it is. */
      atomic {
        safe = frames;
        if
        :: readersOfLog > 0 && readMark < safe -> safe = readMark
        :: else
        fi
      };
      if
      :: atomic { copied < safe && copyLock == NOBODY && readersOfFile == 0 -> copyLock = me };
#ifdef COPY_NOTED_FIRST
        copied = safe;
        f = 1;
#else
        f = copied + 1;
#endif
        do
        :: f <= safe -> database[framePage[f]] = frameVersion[f]; f++
        :: else -> break
        od;
        atomic {
          copied = safe;
          assert((copied <= length) && P8_no_more_is_copied_than_there_is)
        };
        copyLock = NOBODY
      :: copied >= safe || copyLock != NOBODY || readersOfFile > 0
      fi
    :: else
    fi;
    atomic {
      checkpointLock = NOBODY;
      if
      :: writeLock == me -> writeLock = NOBODY
      :: else
      fi;
      goto resting
    };

committing:
    /* walRestartLog: all of the log has been copied and nobody reads it, so it is started over. */
    if
    :: atomic { copied > 0 && copied == length && copyLock == NOBODY && NOBODY_READS -> length = 0; salt++; copied = 0 }
    :: skip
    fi;
    page = 1;
    do
    :: page < PAGES -> page++
    :: break
    od;
    /* The first frame of a generation comes with the log file's header. */
    atomic {
      if
      :: length == 0 -> fileSalt = salt
      :: else
      fi
    };
    atomic {
      framePage[length + 1] = page; frameVersion[length + 1] = version;
      frameSalt[length + 1] = salt
    };
    /* Now it is committed. */
    atomic { truth[page] = version; length++ };
    atomic { writeLock = NOBODY; goto resting }
  } unless { dead[me] };
  atomic { page = 0; f = 0; frames = 0; safe = 0; version = 0 }
}

/* A reader: a snapshot, and then page after page. */
active proctype Reader()
{
  byte page, f, from, frames, version, generation, i;
  byte snapshot[PAGES + 1];
  bool ofFile;

end_reading:
  do
  :: atomic { frames = length; generation = salt };
    if
    :: atomic { copied == frames && copyLock == NOBODY -> ofFile = true; readersOfFile++; from = frames }
    :: atomic { frames > 0 -> readersOfLog++; readMark = frames };
      from = copied
    fi;
    /* Only if the header is still the same; else it begins anew. */
    atomic {
      if
      :: length == frames && salt == generation ->
        i = 1;
        do
        :: i <= PAGES -> snapshot[i] = truth[i]; i++
        :: else -> break
        od;
        i = 0; page = 1
      :: else -> page = PAGES + 1
      fi
    };
    do
    :: atomic {
        page <= PAGES ->
        look_up(from, frames);
        assert((version == snapshot[page]) && P8_readers_see_what_was_committed);
        page++; version = 0; f = 0
      }
    :: atomic { page > PAGES -> break }
    od;
    atomic {
      if
      :: ofFile -> readersOfFile--
      :: else -> readersOfLog--; readMark = 0
      fi;
      i = 1;
      do
      :: i <= PAGES -> snapshot[i] = 0; i++
      :: else -> break
      od;
      ofFile = false; page = 0; from = 0; frames = 0; generation = 0; i = 0
    }
  od
}

/* At any moment: if all died now, whoever opens the database next recovers the index from the log. */
active proctype Recovery()
{
  byte page, f, frames, version;

end_recovery:
  atomic {
    commits > 0 ->
    do
    :: frames < FRAMES && frameSalt[frames + 1] == fileSalt && framePage[frames + 1] > 0 -> frames++
    :: else -> break
    od;
    page = 1;
    do
    :: page <= PAGES ->
      look_up(0, frames);
      /* One that was written whole and not yet noted in the index may be found: nobody was told. */
      assert((version >= truth[page]) && P8_recovery_finds_what_was_committed);
      page++
    :: else -> break
    od;
    page = 0; f = 0; frames = 0; version = 0
  }
}

/* kill -9: the kernel drops the locks. */
active proctype Death()
{
  byte who;

end_death:
  do
  :: atomic {
      kills < KILLS -> kills++; who = 1;
      do
      :: who < TABS -> who++
      :: break
      od;
      dead[who] = true;
      if
      :: writeLock == who -> writeLock = NOBODY
      :: else
      fi;
      if
      :: checkpointLock == who -> checkpointLock = NOBODY
      :: else
      fi;
      if
      :: copyLock == who -> copyLock = NOBODY
      :: else
      fi;
      who = 0
    }
  od
}

init {
  byte i = 1;
  atomic {
    do
    :: i <= TABS -> run Tab(i); i++
    :: else -> break
    od;
    i = 0
  }
}
