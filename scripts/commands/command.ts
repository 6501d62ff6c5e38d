export interface Option {
  readonly type: 'string' | 'boolean';
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** What its value is called: `FILE`. */
  readonly value?: string;
  readonly description: string;
  /** Its value is a file that is read or written, which is tried before anything else is done. */
  readonly file?: 'read' | 'write';
}

export interface Command {
  /** Of the file that is run, from the root of the project; in `dist` it is compiled first. */
  readonly entry: string;
  /** What comes before the options of the caller. */
  readonly args?: readonly string[];
  /** Flags for Node. */
  readonly flags?: readonly string[];
  /** `missing`: only where nothing was compiled yet. Default: always. */
  readonly compile?: 'always' | 'missing' | 'never';
  /** A step between compiling and running: a program with its arguments, from the root of the project. */
  readonly before?: readonly string[];
  /** Whether the caller's variables of docs/configuration.md are passed on, and are checked first. */
  readonly takesSettings?: boolean;
  /** What the user is told; without it, the comment at the head of the entry is the help, and its options are not checked here. */
  readonly usage?: Usage;
}

export interface Usage {
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** What stands after the options: `FILE…`. */
  readonly positionals?: string;
  /** Printed after the options. */
  readonly more?: string;
}
