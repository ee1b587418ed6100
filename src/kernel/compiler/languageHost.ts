import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { librariesOfNode } from './libraries';

interface VirtualFile {
  readonly text: string;
  readonly version: number;
}

/** Shows the cells of a notebook to TypeScript's language service, as files beside the notebook. */
export class LanguageHost implements ts.LanguageServiceHost {
  /** Files that every program holds, such as those that change what is global. */
  readonly roots = new Set<string>();
  private readonly files = new Map<string, VirtualFile>();
  private readonly options: ts.CompilerOptions;

  constructor(private readonly folder: string) {
    this.options = cellOptions(folder);
  }

  /** Puts a text in a file that is nowhere on the disk. */
  write(path: string, text: string): void {
    this.files.set(path, { text, version: (this.files.get(path)?.version ?? 0) + 1 });
  }

  /** The text of a file that was written here. */
  written(path: string): string | undefined {
    return this.files.get(path)?.text;
  }

  /** The path of a file beside the notebook. */
  pathOf(name: string): string {
    return `${this.folder.replace(/\\/g, '/')}/${name}`;
  }

  getCompilationSettings = () => this.options;
  getCurrentDirectory = () => this.folder;
  getDefaultLibFileName = (options: ts.CompilerOptions) => ts.getDefaultLibFilePath(options);
  getScriptFileNames = () => [...this.roots];
  fileExists = (path: string) => this.files.has(path) || ts.sys.fileExists(path);
  readFile = (path: string) => this.files.get(path)?.text ?? ts.sys.readFile(path);
  readDirectory = ts.sys.readDirectory.bind(ts.sys);
  directoryExists = (path: string) => ts.sys.directoryExists(path);
  getDirectories = (path: string) => ts.sys.getDirectories(path);
  realpath = (path: string) => ts.sys.realpath?.(path) ?? path;

  getScriptVersion(path: string): string {
    const virtual = this.files.get(path);
    if (virtual) return String(virtual.version);
    // Packages stay as they are while the kernel runs, files beside the notebook do not
    if (path.endsWith('.d.ts') || path.includes('/node_modules/')) return '1';
    return String(existsSync(path) && statSync(path).mtimeMs);
  }

  getScriptSnapshot(path: string): ts.IScriptSnapshot | undefined {
    const text = this.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  }
}

function cellOptions(folder: string): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    lib: librariesOfNode(),
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    allowImportingTsExtensions: true,
    preserveConstEnums: true,
    skipLibCheck: true,
    sourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
    typeRoots: typeRoots(folder),
    // A notebook that lies apart from the project finds it all the same
    paths: { tslab: [dirname(require.resolve('tslab/package.json'))] },
  };
}

/** The types that the notebook's folder finds, and those of Node in any case. */
function typeRoots(folder: string): string[] {
  const found = ts.getEffectiveTypeRoots({}, { getCurrentDirectory: () => folder }) ?? [];
  const existing = found.filter((root) => ts.sys.directoryExists(root));
  if (existing.some((root) => ts.sys.directoryExists(join(root, 'node')))) return existing;
  const own = dirname(
    dirname(require.resolve('@types/node/package.json', { paths: [require.resolve('tslab')] })),
  );
  return [...existing, own];
}
