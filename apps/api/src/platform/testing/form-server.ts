import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';

/** One part of a form: a field, or a file where it has a file name. */
export type Part = readonly [name: string, value: string, fileName?: string];

/** A server with one route that takes forms, for specs of what reads them. */
export class FormServer {
  private refusal: unknown;

  private constructor(private readonly server: FastifyInstance) {}

  static async start(handle: (request: FastifyRequest) => Promise<unknown>): Promise<FormServer> {
    const started = new FormServer(fastify());
    await started.server.register(fastifyMultipart);
    started.server.setErrorHandler((error, _request, reply) => {
      started.refusal = error;
      return reply.status(400).send();
    });
    started.server.post('/', handle);
    return started;
  }

  /** @returns what the route threw; undefined when it took the form */
  async send(parts: readonly Part[], boundary = 'b'): Promise<unknown> {
    this.refusal = undefined;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    await this.server.inject({ method: 'POST', url: '/', payload: formOf(parts, boundary), headers });
    return this.refusal;
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

function formOf(parts: readonly Part[], boundary: string): string {
  const text = parts.map(([name, value, fileName]) => {
    const extra = fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: audio/wav`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
  });
  return `${text.join('')}--${boundary}--\r\n`;
}
