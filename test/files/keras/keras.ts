import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { tf } from '../../../src/network/tensorflow';
import { inProject, venvProgram } from '../../../src/project';

/** What kerasReference.py shall do. */
export interface KerasJob {
  readonly library: 'keras2' | 'keras3';
  readonly path?: string;
  readonly build?: string;
  readonly inputs: readonly (readonly number[])[];
  readonly integers?: number;
  readonly steps?: number;
  readonly more?: number;
  readonly save?: readonly string[];
}

export interface KerasResult {
  readonly error?: string;
  readonly outputs: number[][];
  readonly losses: number[];
  readonly metrics: string[];
  readonly trained: number[][];
  readonly more: number[];
  readonly names: string[];
}

/** Runs jobs in Keras, all in one process. */
export async function runKeras(jobs: readonly KerasJob[]): Promise<KerasResult[]> {
  const script = inProject('test', 'files', 'keras', 'kerasReference.py');
  const child = spawn(venvProgram('python'), ['-B', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(JSON.stringify(jobs));
  const [stdout, stderr] = await output;
  if (stdout === '') throw new Error(`Keras says ${stderr}`);
  return JSON.parse(stdout) as KerasResult[];
}

/** The numbers that kerasReference.py gives a network. */
export function inputsOf({ inputs, integers }: Pick<KerasJob, 'inputs' | 'integers'>): tf.Tensor[] {
  return inputs.map((shape, seed) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const numbers = Array.from({ length: count }, (_, index) =>
      integers === undefined ? Math.sin(index * 0.7 + seed) : index % integers,
    );
    return tf.tensor(numbers, [...shape]);
  });
}

/** The outputs of a network, as kerasReference.py gives them. */
export function outputsOf(model: tf.LayersModel, inputs: readonly tf.Tensor[]): number[][] {
  const outputs = [model.predict(inputs.length > 1 ? [...inputs] : inputs[0])].flat();
  const numbers = outputs.map((output) => [...output.dataSync()]);
  tf.dispose(outputs);
  return numbers;
}

/** The losses of further training, as kerasReference.py trains: all pictures in one batch, in their order. */
export async function losses(
  model: tf.LayersModel,
  inputs: tf.Tensor,
  epochs: number,
): Promise<number[]> {
  const [numExamples] = inputs.shape;
  const [output] = model.outputs;
  const numClasses = output.shape.at(-1) as number;
  const labels = tf.tidy(() =>
    tf.oneHot(
      Array.from({ length: numExamples }, (_, index) => index % numClasses),
      numClasses,
    ),
  );
  const { history } = await model.fit(inputs, labels, {
    epochs,
    batchSize: numExamples,
    shuffle: false,
    verbose: 0,
  });
  labels.dispose();
  return history.loss as number[];
}
