"""Starts a kernel, runs one cell in it, and answers with the seconds until the cell was done.

Usage: kernelStart.py KERNEL FOLDER CODE
"""

import sys
import time
from queue import Empty

from jupyter_client.manager import KernelManager

from protocol import answer

ATTEMPTS = 3
LONGEST = 120


def first_result(kernel_name, folder, code):
    """The reply to the first cell and the seconds until it came; None when the kernel died, as one does whose port was
    taken between its choice and its use. The cell is sent at once and waits until the kernel listens."""
    start = time.perf_counter()
    manager = KernelManager(kernel_name=kernel_name)
    manager.start_kernel(cwd=folder)
    client = manager.client()
    client.start_channels()
    try:
        request = client.execute(code)
        while time.perf_counter() - start < LONGEST and manager.is_alive():
            try:
                message = client.get_shell_msg(timeout=1)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") == request:
                return message["content"], time.perf_counter() - start
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main(kernel_name, folder, code):
    for _ in range(ATTEMPTS):
        if result := first_result(kernel_name, folder, code):
            reply, seconds = result
            if reply["status"] != "ok":
                sys.exit(f"The cell failed: {reply.get('ename')}: {reply.get('evalue')}")
            return answer(seconds=seconds)
    sys.exit(f"The kernel {kernel_name} gave no result in {ATTEMPTS} attempts")


main(*sys.argv[1:])
