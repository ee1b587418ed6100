// Imported before everything else: the backend is chosen when src/network/tensorflow is loaded
process.env.CREATURES_BACKEND = 'wasm';
