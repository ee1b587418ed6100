/** Where a name of the notebook was declared last. */
export interface KnownName {
  /** The file of the cell that gives the name its value. */
  readonly value?: {
    readonly file: string;
    readonly isAssignable: boolean;
    readonly isAmbient: boolean;
  };
  /** The file of the cell that gives the name its type. */
  readonly type?: { readonly file: string };
}

/** The names that the cells so far have declared, as the compiler sees them. */
export class NotebookScope {
  private readonly names = new Map<string, KnownName>();

  /** Names, the latest declared last. */
  get all(): readonly string[] {
    return [...this.names.keys()];
  }

  find(name: string): KnownName | undefined {
    return this.names.get(name);
  }

  /** Remembers a declaration; a name that had a type and now gets a value only, or the other way round, keeps both. */
  declare(name: string, { value, type }: KnownName): void {
    const before = this.names.get(name);
    this.names.delete(name);
    // A class or an enum is type and value in one; half of it is nothing
    const isWhole = before?.type && before.value?.file === before.type.file;
    const kept = isWhole ? undefined : before;
    this.names.set(name, { value: value ?? kept?.value, type: type ?? kept?.type });
  }

  /**
   * Returns one line of TypeScript that declares these names as the cells before have done; of `types`, to which the
   * cell itself gives values, only what is a type and nothing else.
   */
  preludeFor(names: readonly string[], types: readonly string[]): string {
    const whole = names.map((name) => this.declarationOf(name));
    const pure = types.map((name) => this.typeOf(name));
    return ['export {};', ...whole, ...pure].join('');
  }

  private typeOf(name: string): string {
    const { value, type } = this.names.get(name) ?? {};
    return type && type.file !== value?.file ? `import { ${name} } from "${type.file}";` : '';
  }

  private declarationOf(name: string): string {
    const { value, type } = this.names.get(name) ?? {};
    const typeImport = type ? `import { ${name} } from "${type.file}";` : '';
    if (!value) return typeImport;
    const { file, isAssignable } = value;
    // An import cannot be assigned
    if (isAssignable) return `${typeImport}declare let ${name}: typeof import("${file}").${name};`;
    if (type && type.file !== file)
      return `${typeImport}declare const ${name}: typeof import("${file}").${name};`;
    return `import { ${name} } from "${file}";`;
  }
}
