"""Runs one notebook through nbclient, Jupyter's own client, and writes what came of it.

`jupyter execute` would do, but it keeps nothing of a run that failed, and does not say which cell runs or which reply
came. So this says both, a line of JSON each, on file descriptor 3 (the kernel may print on the others). It ends with its
kernel when standard input does: then the process that started it is gone.

Usage: execute.py NOTEBOOK OUTPUT FOLDER KERNEL [SECONDS]
"""

import json
import os
import signal
import sys
import threading

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

source, target, folder, kernel, *limit = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
reports = os.fdopen(3, "w")
running = None
ATTEMPTS = 3


def report(**fields):
    known = {key: value for key, value in fields.items() if value is not None}
    print(json.dumps(known), file=reports, flush=True)


def on_start(cell, cell_index):
    global running
    running = cell_index
    report(cell=cell_index)


def on_reply(cell, cell_index, execute_reply):
    report(cell=cell_index, status=execute_reply["content"].get("status"))


def execute():
    """Jupyter chooses a kernel's ports some time before the kernel opens them, and another program may take one in
    between. A kernel that dies of that is started again, on other ports, as JupyterLab does."""
    for attempts_left in reversed(range(ATTEMPTS)):
        client = NotebookClient(
            notebook,
            kernel_name=kernel,
            timeout=int(limit[0]) if limit else None,
            record_timing=False,
            resources={"metadata": {"path": folder}},
            on_cell_start=on_start,
            on_cell_executed=on_reply,
        )
        try:
            return client.execute()
        except RuntimeError:
            if running is not None or attempts_left == 0:
                raise


def end_with_parent():
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
try:
    execute()
except CellExecutionError as error:
    report(cell=running, error=f"{error.ename}: {error.evalue}")
except Exception as error:
    report(cell=running, error=f"{type(error).__name__}: {error}")
finally:
    nbformat.write(notebook, target)
