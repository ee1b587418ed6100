"""How fast the processor is at best: a big matrix product in TensorFlow. Usage: floorContender.py FOLDER

Answers with the time that the network's operations for one picture would take at that pace.
"""

import os
import statistics
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf

from protocol import Row, answer, serve

SIZE = 2048
FLOP = 2 * SIZE**3
REPEATS = 9


def seconds(matrix):
    start = time.perf_counter()
    tf.linalg.matmul(matrix, matrix).numpy()
    return time.perf_counter() - start


def main(folder):
    row = Row(folder)
    matrix = tf.random.uniform((SIZE, SIZE))

    def measure():
        pace = FLOP / statistics.median(seconds(matrix) for _ in range(REPEATS))
        return {"matmul": row.flop_per_image / pace * 1000}

    answer(predictions=[])
    measure()
    answer(ready=True)
    serve(measure)


main(sys.argv[1])
