"""Progress: plain lines, live line, none; safe from any thread."""

import io
import threading
import time

from pipeline.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_plain_lines_come_by_time_and_show_totals_speed_file_and_time_left():
    stream = io.StringIO()
    with Progress("plain", interval=0.05, stream=stream) as progress:
        for step in range(1, 6):
            progress.update(
                read=10 * step, written=8 * step, rejected=step, failed=step, current="a\x1b\n.txt"
            )
            time.sleep(0.06)
    lines = stream.getvalue().splitlines()
    assert 2 <= len(lines) <= 6
    assert "8 written" in stream.getvalue() and "\x1b" not in stream.getvalue()
    assert lines[-1].endswith(r"a\x1b\x0a.txt") and "/s" in lines[-1]


def test_time_left_is_told_once_it_is_known():
    progress = Progress("none", stream=io.StringIO())
    progress._started = time.monotonic() - 10
    progress._marks = [(progress._started, 0, 0)]
    progress.update(read=50, done_bytes=25, total_bytes=100)
    assert "25 %" in progress.line() and "30 s left" in progress.line()


def test_auto_is_live_on_a_terminal_and_leaves_nothing_behind_but_notes():
    stream = Terminal()
    with Progress("auto", stream=stream) as progress:
        assert progress.kind == "live"
        progress.update(read=3, written=2)
        progress.note("stopping")
        time.sleep(0.3)
    assert "3 read" in stream.getvalue() and "stopping" in stream.getvalue()
    assert Progress("auto", stream=io.StringIO()).kind == "plain"


def test_none_shows_nothing_but_notes():
    stream = io.StringIO()
    with Progress("none", stream=stream, interval=0.01) as progress:
        progress.update(read=3)
        time.sleep(0.05)
        progress.note("stopping")
    assert stream.getvalue() == "stopping\n"


def test_many_threads_may_update_and_note_at_once():
    stream = Terminal()
    with Progress("live", stream=stream) as progress:

        def work(n):
            for step in range(200):
                progress.update(read=step, current=f"file {n}")
                if step % 50 == 0:
                    progress.note(f"note {n}")

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert not any(thread.is_alive() for thread in threads)
    assert stream.getvalue().count("note ") == 32


def test_increments_and_totals_count_the_same():
    added, told = Progress("none", stream=io.StringIO()), Progress("none", stream=io.StringIO())
    for step in range(1, 5):
        added.add(read=2, written=1, failed=1, done_bytes=10, current="a")
        told.update(read=2 * step, written=step, failed=step, done_bytes=10 * step, current="a")
    assert added._counts == told._counts and added._done == told._done
