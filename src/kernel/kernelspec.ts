interface KernelSpecOptions {
  /** Absolute path of the `node` program. */
  readonly node: string;
  /** Absolute path of the compiled `start.js`. */
  readonly startScript: string;
  readonly platform?: NodeJS.Platform;
}

/** The content of a `kernel.json`. */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'signal' | 'message';
  readonly env: Readonly<Record<string, string>>;
}

/** The name under which Jupyter knows the kernel, and the name of the folder that holds its `kernel.json`. */
export const KERNEL_NAME = 'tslab';

/**
 * Returns the content of the `kernel.json` that makes Jupyter start this project's kernel.
 *
 * @example
 * kernelSpec({ node: process.execPath, startScript: '/creatures/dist/src/kernel/start.js' }).display_name //=> 'TypeScript'
 */
export function kernelSpec({
  node,
  startScript,
  platform = process.platform,
}: KernelSpecOptions): KernelSpec {
  return {
    argv: [node, startScript, '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    // Windows has no signal that would reach the kernel
    interrupt_mode: platform === 'win32' ? 'message' : 'signal',
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  };
}
