"""Runs JupyterLab, with its own options passed through, and ends it and its kernels when the process that started it is gone.

That process holds the other end of file descriptor 3, which breaks when it is killed.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_parent():
    try:
        os.read(3, 1)
    except OSError:  # started by hand, without such a parent
        return
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv[0] = "jupyter-lab"
runpy.run_module("jupyterlab", run_name="__main__")
