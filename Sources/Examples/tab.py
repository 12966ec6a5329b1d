#!/usr/bin/env python3
"""A tab in Python, with nothing but the standard library.

    tab.py notes.sqlite "Buy tea"

One `penholder tab` runs beside the program, which sends it a line of JSON for each request and reads
a line for each answer and each event. The program is a tab like any other: it may lead, its writes
are carried out once, and it hears of every commit. PENHOLDER in the environment names the command.
"""

import itertools
import json
import os
import queue
import subprocess
import sys
import threading


class Refused(Exception):
    """An answer that says no: `code` is for programs, the text for people."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]


class Tab:
    def __init__(self, database, *options):
        command = os.environ.get("PENHOLDER", "penholder")
        self._process = subprocess.Popen(
            [command, "tab", database, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._answers = {}
        self._ended = False
        # Events, in order; None when the tab has ended. They gather until they are taken.
        self.events = queue.Queue()
        # Requests may be under way together, so one thread reads and hands out.
        threading.Thread(target=self._read, daemon=True).start()
        if self.events.get() is None:  # "ready"
            raise Refused({"code": "IO_ERROR", "message": "The tab did not open."})

    def _read(self):
        for line in self._process.stdout:
            message = json.loads(line)
            if "event" in message:
                self.events.put(message)
            else:
                with self._lock:
                    waiting = self._answers.pop(message["id"], None)
                if waiting:
                    waiting.put(message)
        with self._lock:
            self._ended = True
            left, self._answers = self._answers, {}
        for waiting in left.values():
            waiting.put(None)
        self.events.put(None)

    def ask(self, op, **fields):
        """Sends a request and waits for its answer. Any thread."""
        number, answer = next(self._numbers), queue.Queue()
        with self._lock:
            if self._ended:
                raise Refused({"code": "CLOSED", "message": "The tab has ended."})
            self._answers[number] = answer
            request = {"id": number, "op": op, **fields}
            try:
                print(json.dumps(request), file=self._process.stdin, flush=True)
            except BrokenPipeError:
                pass  # The reader is about to find its end, and answers for it.
        message = answer.get()
        if message is None:
            raise Refused({"code": "CLOSED", "message": "The tab has ended."})
        if not message["ok"]:
            raise Refused(message["error"])
        return message

    def close(self):
        """It resigns, and leaves."""
        self._process.stdin.close()
        self._process.wait()


def main(database, texts):
    tab = Tab(database)
    tab.ask("queueWrite",
            sql="CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    saved = {}
    for text in texts:
        # Whoever leads carries it out, once.
        receipt = tab.ask("queueWrite", sql="INSERT INTO note (text) VALUES (?)", arguments=[text])
        saved[receipt["commit"]] = receipt["lastInsertedRowID"]
        print(f"saved as note {receipt['lastInsertedRowID']}")
    # The own commits are announced as everybody's are.
    while saved and (event := tab.events.get()):
        if event["event"] == "gap":  # Events are hints: read again.
            break
        if event["event"] in ("dataChanged", "schemaChanged"):
            for commit in range(event["firstCommit"], event["commit"] + 1):
                if commit in saved:
                    print(f"heard of note {saved.pop(commit)}")
    for row in tab.ask("read", sql="SELECT id, text FROM note ORDER BY id")["rows"]:
        print(f"{row['id']}: {row['text']}")
    tab.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"Usage: {sys.argv[0]} DB [TEXT]...")
    try:
        main(sys.argv[1], sys.argv[2:])
    except Refused as refusal:
        sys.exit(f"{refusal.code}: {refusal}")
    except FileNotFoundError:
        command = os.environ.get("PENHOLDER")
        sys.exit(
            f"There is no program {command}, which PENHOLDER names." if command else
            "There is no command penholder: install it, or name it in PENHOLDER.")
