import type { Logger } from '../logging/logger.ts';

export interface Listener {
  listen(port: number, host: string): Promise<unknown>;
}

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** The variable that sets the port. */
  readonly variable: 'PORT' | 'HEALTH_PORT';
  readonly logger: Pick<Logger, 'fatal'>;
  readonly exit?: (code: number) => never;
}

/** What to do about an address that cannot be used, by the code of the system's error. */
const ADVICE: Readonly<Record<string, (options: ListenOptions) => string>> = {
  EADDRINUSE: ({ port, variable }) =>
    `Port ${port} is in use by another program. Stop that program, or set ${variable} to another port.`,
  EACCES: ({ port, variable }) =>
    `This user may not listen on port ${port}. Set ${variable} to a port of 1024 or higher.`,
  EADDRNOTAVAIL: ({ host }) =>
    `This machine does not have the address ${host}. Set HOST to one that it has, or to 0.0.0.0.`,
  ENOTFOUND: ({ host }) => `The name ${host} does not resolve. Set HOST to an address of this machine, or to 0.0.0.0.`,
};

/** Listens, or ends the process with 1 and one sentence that says which variable to change. @throws the error, when it is another one */
export async function listenOrEnd(app: Listener, options: ListenOptions): Promise<void> {
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
    const advice = ADVICE[code]?.(options);
    if (advice === undefined) throw error;
    options.logger.fatal({ port: options.port, host: options.host, code }, advice);
    const { exit = (status: number) => process.exit(status) } = options;
    exit(1);
  }
}
