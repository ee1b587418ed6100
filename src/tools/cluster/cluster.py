"""Which processes train together, and how each of them knows."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from inputs import InputError


def start_workers(argv, count):
    """Runs a script `count` times on this machine, as a cluster would on several. Returns the exit code."""
    sockets = [socket.create_server(("localhost", 0)) for _ in range(count)]
    addresses = [f"localhost:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    workers = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for index in range(count):
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        environment = {**os.environ, "TF_CONFIG": json.dumps(task)}
        workers.append(subprocess.Popen([sys.executable, *argv], env=environment))
    try:
        while any(worker.poll() is None for worker in workers):
            # The others would wait for it for ever
            if any(worker.returncode for worker in workers):
                return 1
            time.sleep(0.1)
        return int(any(worker.returncode for worker in workers))
    finally:
        for worker in workers:
            worker.kill()


def choose_strategy(tf):
    """Several machines by TF_CONFIG or SLURM, several GPUs of this one, or what there is."""
    if "TF_CONFIG" in os.environ:
        return tf.distribute.MultiWorkerMirroredStrategy()
    if int(os.environ.get("SLURM_STEP_NUM_TASKS", 1)) > 1:
        return tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=slurm_resolver(tf))
    if len(tf.config.list_physical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()


def slurm_resolver(tf):
    resolvers = tf.distribute.cluster_resolver
    if shutil.which("nvidia-smi"):
        return resolvers.SlurmClusterResolver()
    # It takes for granted that each process has a GPU; here it only tells who the others are
    slurm = resolvers.SlurmClusterResolver(gpus_per_node=1024, gpus_per_task=1, auto_set_gpu=False)
    spec = slurm.cluster_spec()
    return resolvers.SimpleClusterResolver(
        spec, task_type="worker", task_id=slurm.task_id, num_accelerators={"GPU": 0}, rpc_layer="grpc"
    )


def check_cluster():
    text = os.environ.get("TF_CONFIG")
    if text is None:
        return
    try:
        config = json.loads(text)
        workers, task = config["cluster"]["worker"], config["task"]
        is_one = task["type"] == "worker" and task["index"] in range(len(workers))
        if is_one and len(set(workers)) == len(workers):
            return
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        "TF_CONFIG must be like "
        '{"cluster": {"worker": ["host1:2222", "host2:2222"]}, "task": {"type": "worker", "index": 0}}, '
        f"each worker with an index of its own, but is {text[:200]}"
    )
