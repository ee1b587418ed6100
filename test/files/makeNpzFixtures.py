"""What NumPy writes and reads, as the reference for the tests of .npz files and of random arrays.

    python makeNpzFixtures.py write FOLDER   writes files, and expected.json, which says what is in them
    python makeNpzFixtures.py read FOLDER    prints as JSON what NumPy, without allow_pickle, finds in each file of the folder
    python makeNpzFixtures.py advise FOLDER  follows the advice that refusals give, each into a file of its own
"""

import datetime
import json
import os
import sys
import zipfile

import numpy as np

from makeNpyFixtures import TYPES, described, numbers, object_array

NUM_RANDOM = 150
WORDS = np.array(['dogs', 'ネコ', '🐒🐵', 'عصفور', 'é' * 40, ''])


def random_array(random):
    """Numbers of any type, shape, order of axes and bytes, as a view or whole."""
    shape = tuple(int(size) for size in random.integers(0, 5, random.integers(0, 6)))
    array = numbers(random.choice(TYPES), shape)
    if random.random() < 0.4:
        array = array.astype(array.dtype.newbyteorder('>'))
    if random.random() < 0.4:
        array = np.asfortranarray(array)
    if random.random() < 0.3 and array.ndim:
        array = array[::-1]
    return array


def write(folder):
    expected = {}
    arrays = {'words': WORDS, 'f8': numbers('f8', (4, 5)).T, 'nothing': np.zeros((0, 3), 'i8'),
              'scalar': np.array(7, 'u2'), '__proto__': np.arange(3), 'half': numbers('f2', (70_000,))}
    for name, save in [('stored', np.savez), ('deflated', np.savez_compressed)]:
        save(os.path.join(folder, f'{name}.npz'), **arrays)
        expected[f'{name}.npz'] = {
            name: described(array.astype('f4') if name == 'half' else array) for name, array in arrays.items()}
    np.savez(os.path.join(folder, 'unnamed.npz'), np.arange(3), np.eye(2))
    expected['unnamed.npz'] = {'arr_0': described(np.arange(3)), 'arr_1': described(np.eye(2))}
    objects = object_array([np.arange(3), 'x'])
    np.savez(os.path.join(folder, 'objects.npz'), objects=objects)
    expected['objects.npz'] = {'objects': described(objects)}
    random = np.random.default_rng(1)
    for index in range(NUM_RANDOM):
        array = random_array(random)
        np.save(os.path.join(folder, f'random{index}.npy'), array)
        expected[f'random{index}.npy'] = described(array)
    refused(folder)
    with open(os.path.join(folder, 'expected.json'), 'w') as file:
        json.dump(expected, file)


def values_to_advise():
    """What is refused, by the name of the file."""
    return {
        'complex': np.ones(3, 'c8'),
        'dates': np.array(['2024-02-29'], 'M8[D]'),
        'spans': np.array([1], 'm8[D]'),
        'long': np.ones(3, np.longdouble),
        'records': np.ones(3, [('a', 'f4'), ('b', 'i2')]),
        'raw': np.frombuffer(b'abcdef', 'V3'),
        'days': object_array([datetime.date(2024, 2, 29)]),
    }


def refused(folder):
    for name, value in values_to_advise().items():
        np.save(os.path.join(folder, f'{name}.npy'), value)
        np.savez(os.path.join(folder, f'{name}.npz'), value=value)
    with open(os.path.join(folder, 'several.npy'), 'wb') as file:
        np.save(file, np.arange(3))
        np.save(file, np.eye(2))
    with zipfile.ZipFile(os.path.join(folder, 'text.npz'), 'w') as archive:
        archive.writestr('readme.txt', 'no array')
    with zipfile.ZipFile(os.path.join(folder, 'twice.npz'), 'w') as archive:
        for name in ('a', 'a.npy'):
            with archive.open(name, 'w') as entry:
                np.lib.format.write_array(entry, np.arange(3))
    with zipfile.ZipFile(os.path.join(folder, 'nested.npz'), 'w') as archive:
        archive.write(os.path.join(folder, 'stored.npz'), 'inner.npy')
    with zipfile.ZipFile(os.path.join(folder, 'bomb.npz'), 'w', zipfile.ZIP_DEFLATED) as archive:
        for name in 'abc':
            with archive.open(f'{name}.npy', 'w') as entry:
                np.lib.format.write_array(entry, np.zeros(60_000_000, 'u1'))


def advise(folder):
    """The very words of the messages, run."""
    for name, code in json.load(sys.stdin).items():
        array = values_to_advise().get(name)
        scope = {'numpy': np, 'array': array, 'path': os.path.join(folder, f'{name}.npz')}
        scope.update(first=np.arange(3), second=np.eye(2))
        if 'numpy.savez(' in code:
            os.chdir(folder)
            exec(code, scope)
        else:
            parts = eval(code, scope)
            parts = parts if isinstance(parts, tuple) else (parts,)
            np.savez(scope['path'], *parts)


def read(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        value = np.load(os.path.join(folder, name))
        is_archive = isinstance(value, np.lib.npyio.NpzFile)
        found[name] = {key: described(value[key]) for key in value} if is_archive else described(value)
    print(json.dumps(found))


if __name__ == '__main__':
    {'write': write, 'read': read, 'advise': advise}[sys.argv[1]](sys.argv[2])
