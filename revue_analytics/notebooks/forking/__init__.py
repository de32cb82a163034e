"""The fork server: a clean, warm process for every page and every notebook.

Starting Python, importing pandas, matplotlib and Jupyter takes longer than writing a page. So one process, the
*zygote*, imports everything once, stays single-threaded, and is forked: a fork starts in milliseconds, holds
everything imported, and ends with its territory, so that nothing leaks into the next one: neither environment nor
module attributes, options, working directory, patches or random state.

::

    driver ── zygote ─┬─ page 01004   runs papermill and nbconvert, writes the page
                      ├─ cells 01004  runs the cells of the notebook, which may do anything
                      ├─ page 01005
                      └─ cells 01005

`Zygote` is the whole interface, in a batch as in a worker of a cluster::

    zygote = Zygote().start()         # returns at once; it warms up meanwhile
    outcome = zygote.submit(job)      # Job -> Outcome, from any thread, as many at once as you like
    zygote.stop()                     # ends every process of it; also a context manager

- `submit` never raises for what happens to a page: a process that dies is a failure of its territory. If the zygote
  itself dies, a new one is started and the job is tried once more.
- `begin` and `finish` are the two halves of `submit`, for whoever waits for several jobs (`run` does).
- Only plain values travel: a `Job` out, an `Outcome` back. A `Zygote` cannot be pickled; a worker starts its own
  (``setup``) and stops it (``teardown``). It may run inside a process that has threads, and inside a daemonic one
  (where the standard library's ``forkserver`` cannot): it is a program of its own, started by its command line.
- Nothing is left behind: closing the connection of a job ends its processes; the end of whoever started the zygote,
  even by SIGKILL, ends the zygote and all its forks.
- `available` says whether all this can work here (Linux). Where it cannot, or if `start` raises `ZygoteFailed`, pages
  are made with `revue_analytics.batches.job.make_page` in an ordinary kernel, slower and with the same bytes.

The papermill engine ``revue-fork`` (`revue_analytics.notebooks.forking.engine`) runs a notebook's cells in such a fork;
papermill finds it by its entry point.
"""

from revue_analytics.notebooks.forking.process import available
from revue_analytics.notebooks.forking.zygote import Zygote, ZygoteFailed, run

__all__ = ["Zygote", "ZygoteFailed", "available", "run"]
