"""Drives a kernel through Jupyter's own client. Reads one JSON command a line, answers each with one JSON line."""

import json
import sys
import time

from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


def slim(message):
    return {
        "type": message["header"]["msg_type"],
        "content": message["content"],
        "parent": message["parent_header"].get("msg_id"),
    }


class Driver:
    def __init__(self, kernel_name, folder):
        # The kernel's ports are chosen before it opens them; another program may take one in between
        for attempts_left in reversed(range(3)):
            try:
                self.manager, self.client = start_new_kernel(kernel_name=kernel_name, cwd=folder, startup_timeout=TIMEOUT)
                break
            except RuntimeError:
                if attempts_left == 0:
                    raise

    def ask(self, channel, msg_type, content):
        """Sends a request and returns its id."""
        message = self.client.session.msg(msg_type, content)
        getattr(self.client, f"{channel}_channel").send(message)
        return message["header"]["msg_id"]

    def reply(self, channel, msg_id):
        while True:
            message = getattr(self.client, f"{channel}_channel").get_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == msg_id:
                return slim(message)

    def published(self, msg_id, interrupt_at=None):
        """Returns what is published until the request is done; interrupts when each of the texts is printed."""
        texts = [interrupt_at] if isinstance(interrupt_at, str) else list(interrupt_at or [])
        messages = []
        while True:
            message = slim(self.client.get_iopub_msg(timeout=TIMEOUT))
            if message["parent"] != msg_id:
                messages.append({**message, "foreign": True})
                continue
            messages.append(message)
            if texts and texts[0] in message["content"].get("text", ""):
                time.sleep(0.1)
                self.manager.interrupt_kernel()
                texts.pop(0)
            if message["content"].get("execution_state") == "idle":
                return messages

    def execute(self, code, interrupt_at=None, **options):
        msg_id = self.client.execute(code, **options)
        published = self.published(msg_id, interrupt_at)
        return {"reply": self.reply("shell", msg_id), "published": published}

    def execute_all(self, codes):
        """Sends all cells at once, as Run All does."""
        ids = [self.client.execute(code) for code in codes]
        return [self.reply("shell", msg_id) for msg_id in ids]

    def request(self, type, content, channel="shell"):
        msg_id = self.ask(channel, type, content)
        return {"reply": self.reply(channel, msg_id), "published": self.published(msg_id)}

    def send(self, type, content, channel="shell"):
        """Sends a message that gets no reply."""
        return {"published": self.published(self.ask(channel, type, content))}

    def next_published(self):
        """Returns what is published next, whether a request runs or not."""
        return slim(self.client.get_iopub_msg(timeout=TIMEOUT))

    def interrupt(self):
        self.manager.interrupt_kernel()

    def is_alive(self):
        return self.manager.is_alive()

    def shutdown(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def main():
    driver = Driver(*sys.argv[1:3])
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"value": getattr(driver, command.pop("do"))(**command)}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer, default=str), flush=True)
    driver.shutdown()


if __name__ == "__main__":
    main()
