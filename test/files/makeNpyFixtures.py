"""What NumPy writes and reads, as the reference for the tests of loadNpy and saveNpy.

    python makeNpyFixtures.py write FOLDER   writes .npy files and expected.json, which says what is in them
    python makeNpyFixtures.py read FOLDER    prints as JSON what NumPy finds in each .npy file of the folder
"""

import hashlib
import json
import os
import pickle
import sys

import numpy as np

TYPES = ['u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8', 'b1']
SHAPES = [(), (0,), (5,), (1, 3), (2, 3, 4), (3, 2, 4, 1, 2), (2, 0, 3)]


def numbers(kind, shape):
    """Numbers that differ in every byte and reach both ends of their type."""
    count = int(np.prod(shape))
    if kind == 'b1':
        return (np.arange(count) % 3 == 0).reshape(shape)
    if kind[0] == 'f':
        special = [0.1, -1.5, np.inf, -np.inf, 6e-8, 65504, np.nan]
        return np.resize(np.array(special + list(np.linspace(-3, 3, 30))), shape).astype(kind)
    info = np.iinfo(kind)
    return np.resize(np.array([info.max, info.min, 1, 2, 3, info.max // 3, info.max // 7], kind), shape)


def described(value):
    """A value as JSON: arrays with type, shape and row-major values; whole numbers as text, since they may be long."""
    if isinstance(value, np.ndarray) and value.dtype == object:
        return [described(item) for item in value.tolist()] if value.shape else [described(value.item())]
    if isinstance(value, np.ndarray) and value.dtype.kind in 'US':
        texts = np.char.decode(value) if value.dtype.kind == 'S' else value
        return described(texts.tolist()) if value.shape else [str(texts)]
    if isinstance(value, np.ndarray) and value.size > 1000:
        digest = hashlib.sha256(value.astype(value.dtype.newbyteorder('<')).tobytes(order='C')).hexdigest()
        return {'type': value.dtype.str[1:], 'shape': list(value.shape), 'sha256': digest}
    if isinstance(value, np.ndarray):
        values = [str(item) if value.dtype.kind in 'iu' else repr(float(item)) for item in value.ravel(order='C')]
        return {'type': value.dtype.str[1:], 'shape': list(value.shape), 'values': values}
    if isinstance(value, (list, tuple)):
        return [described(item) for item in value]
    if isinstance(value, dict):
        return {'entries': [[described(key), described(item)] for key, item in value.items()]}
    if isinstance(value, (bytes, bytearray)):
        return {'bytes': value.hex()}
    if isinstance(value, (bool, np.bool_)) or value is None or isinstance(value, str):
        return bool(value) if isinstance(value, np.bool_) else value
    if isinstance(value, (int, np.integer)):
        return {'integer': str(int(value))}
    return {'float': repr(float(value))}


def object_array(items):
    array = np.empty(len(items), object)
    array[:] = items
    return array


def write_objects(path, array, protocol, old_names=False):
    """An object array as np.save writes it, in any pickle protocol and with the module names of NumPy 1 or 2."""
    pickled = pickle.dumps(array, protocol=protocol)
    if old_names:
        pickled = pickled.replace(b'cnumpy._core.', b'cnumpy.core.')
    with open(path, 'wb') as file:
        np.lib.format.write_array_header_1_0(file, {'descr': '|O', 'fortran_order': False, 'shape': array.shape})
        file.write(pickled)


def series_arrays(image_type, label_kind):
    """Four small arrays such as the series saves: X_train, x_test, Y_train, y_test."""
    random = np.random.default_rng(1)
    pixels = [random.integers(0, 256, (count, 4, 4, 3)).astype('u1') for count in (12, 6)]
    labels = [np.arange(12) % 6, np.arange(6)[::-1]]
    images = [image if image_type == 'u1' else (image.astype('float') / 256).astype(image_type) for image in pixels]
    if label_kind == 'column':
        labels = [label[:, None] for label in labels]
    if label_kind == 'onehot':
        labels = [np.eye(6)[label] for label in labels]
    return images + labels


def mixed_values():
    array = np.arange(6, dtype='i4').reshape(2, 3)
    return object_array([
        None, True, False, 0, -1, 300, 70_000, -2**31, 2**53, -2**70, 0.1, float('inf'), 'dog', 'いぬ', b'\x00\xff', bytearray(b'ab'), b'',
        [1, [2, (3, 4, 5, 6)]], (), {'cat': 1, 2: [array]}, array, array, array.T, np.asfortranarray(array), array[:, ::2],
        np.float32(0.1), np.int64(2**60), np.bool_(True), np.uint8(7), object_array([array, 'x']), array.astype('>i4'), array.astype('>f8'),
        np.array([[None, 'a'], [1, array]], dtype=object), np.asfortranarray(np.array([[1, 2], [3, 4]], dtype=object)), 'é' * 300,
    ])


class Trap:
    """Something whose pickle asks Python to run a command when it is loaded."""

    def __reduce__(self):
        return os.system, ('echo trapped',)


def write(folder):
    expected = {}

    def keep(name, value, save=np.save):
        save(os.path.join(folder, name), value)
        expected[name] = described(value)

    for kind in TYPES:
        for shape in SHAPES:
            array = numbers(kind, shape)
            name = f'{kind}_{"x".join(map(str, shape)) or "scalar"}'
            keep(f'{name}_C.npy', array)
            keep(f'{name}_F.npy', np.asfortranarray(array))
            keep(f'{name}_big.npy', array.astype(array.dtype.newbyteorder('>')))
            keep(f'{name}_bigF.npy', np.asfortranarray(array.astype(array.dtype.newbyteorder('>'))))
    for version in [(1, 0), (2, 0), (3, 0)]:
        def save(path, value):
            with open(path, 'wb') as file:
                np.lib.format.write_array(file, value, version=version)
        keep(f'version{version[0]}.npy', numbers('f4', (2, 3)), save)
    for protocol in range(6):
        for old_names in [False, True] if protocol < 4 else [False]:
            def save(path, value):
                write_objects(path, value, protocol, old_names)
            name = f'protocol{protocol}{"old" if old_names else ""}.npy'
            keep(f'series_{name}', object_array(series_arrays('f4', 'onehot')), save)
            keep(f'mixed_{name}', mixed_values(), save)
            keep(f'long_{name}', object_array([np.arange(400_000, dtype='i4'), np.zeros((1, 2))]), save)
    keep('dictionary.npy', np.array({'dogs': np.arange(3)}, dtype=object))
    for image_type in ['u1', 'f4', 'f8']:
        for label_kind in ['numbers', 'column', 'onehot']:
            keep(f'animals_{image_type}_{label_kind}.npy', object_array(series_arrays(image_type, label_kind)))
    pixels = [np.zeros((count, 4, 4, 3), 'u1') for count in (3, 1)]
    names = np.array(['いぬ', '__proto__', '<b>c'])
    keep('named_classes.npy', object_array([*pixels, np.eye(3), np.array([2]), names]))
    keep('labels_in_words.npy', object_array([*pixels, names, names[2:]]))
    keep('names_twice.npy', object_array([*pixels, np.arange(3), np.array([2]), np.array(['a', 'a', 'b'])]))
    for protocol in range(6):
        write_objects(os.path.join(folder, f'trap{protocol}.npy'), object_array([Trap()]), protocol)
    np.save(os.path.join(folder, 'complex.npy'), np.ones(3, 'c8'))
    words = np.array([['dog', 'いぬ🐕'], ['', 'a']])
    keep('words.npy', words)
    keep('words_F.npy', np.asfortranarray(words))
    keep('words_big.npy', words.astype(words.dtype.newbyteorder('>')))
    keep('words_bytes.npy', np.array([b'dog', b'monkeys', b'']))
    keep('words_dates.npy', np.array(['2024-02-29', '1970-01-01'], 'M8[D]').astype(str))
    keep('words_scalar.npy', np.array('dog'))
    keep('words_empty.npy', np.array([], 'U3'))
    for protocol in range(6):
        for old_names in [False, True] if protocol < 4 else [False]:
            def save(path, value):
                write_objects(path, value, protocol, old_names)
            texts = object_array([np.arange(3), words, np.asfortranarray(words), np.str_('dog'), np.array(['a', 'b'])])
            keep(f'text_protocol{protocol}{"old" if old_names else ""}.npy', texts, save)
    np.save(os.path.join(folder, 'dates.npy'), np.array(['2024-02-29'], 'M8[D]'))
    np.save(os.path.join(folder, 'spans.npy'), np.array([1], 'm8[D]'))
    np.save(os.path.join(folder, 'long.npy'), np.ones(3, np.longdouble))
    np.save(os.path.join(folder, 'records.npy'), np.ones(3, [('a', 'f4'), ('b', 'i2')]))
    with open(os.path.join(folder, 'expected.json'), 'w') as file:
        json.dump(expected, file)


def read(folder):
    files = sorted(name for name in os.listdir(folder) if name.endswith('.npy'))
    print(json.dumps({name: described(np.load(os.path.join(folder, name), allow_pickle=True)) for name in files}))


if __name__ == '__main__':
    {'write': write, 'read': read}[sys.argv[1]](sys.argv[2])
