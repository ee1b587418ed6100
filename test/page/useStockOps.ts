// Imported before everything else: the fast ops draw other dropout masks than TensorFlow.js does
process.env.CREATURES_NATIVE_OPS = 'off';
