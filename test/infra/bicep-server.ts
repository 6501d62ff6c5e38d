import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

interface Diagnostic {
  readonly source: string;
  readonly range: { readonly start: { readonly line: number; readonly char: number } };
  readonly level: string;
  readonly code: string;
  readonly message: string;
}

interface Compiled {
  readonly success: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The deployment that resources are predicted for. */
export interface SnapshotMetadata {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tenantId: string;
  readonly deploymentName: string;
}

/**
 * A process of the compiler that answers many requests. Most of a run of the command line goes into starting .NET and compiling it just in time.
 * The requests are those of `CliJsonRpcProtocol.cs` in Azure/bicep.
 */
export class BicepServer {
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly ended: Promise<unknown>;

  /** @param command the compiler, after the program that starts it, if any */
  constructor(command: readonly string[], options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {
    const [program, ...args] = [...command, 'jsonrpc', '--stdio'];
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
    this.child = child;
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    // Rejects the requests that are not answered.
    this.ended = once(child, 'close').finally(() => this.connection.dispose());
    this.ended.catch(() => undefined);
    this.connection.listen();
  }

  /** @param path of a `.bicep` file @returns the template as ARM JSON @throws Error with what the compiler finds, warnings too */
  async compile(path: string): Promise<string> {
    return (await this.compiled<Compiled & { contents: string }>('bicep/compile', { path })).contents;
  }

  /** @param path of a `.bicepparam` file @returns the predicted resources as JSON @throws Error with what the compiler finds, warnings too */
  async snapshot(path: string, metadata: SnapshotMetadata): Promise<string> {
    // A prediction alone names no warnings, and no reason why the file cannot be compiled.
    await this.compiled('bicep/compileParams', { path, parameterOverrides: {} });
    const parameters = { path, metadata, externalInputs: [] };
    return (await this.connection.sendRequest<{ snapshot: string }>('bicep/getSnapshot', parameters)).snapshot;
  }

  async close(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }

  private async compiled<T extends Compiled>(method: string, parameters: object): Promise<T> {
    const answer = await this.connection.sendRequest<T>(method, parameters);
    if (answer.success && answer.diagnostics.length === 0) return answer;
    const findings = answer.diagnostics.map(
      ({ source, range: { start }, level, code, message }) =>
        `${source}(${start.line + 1},${start.char + 1}) : ${level} ${code}: ${message}`,
    );
    throw new Error(findings.join('\n') || 'the compiler found nothing and compiled nothing');
  }
}
