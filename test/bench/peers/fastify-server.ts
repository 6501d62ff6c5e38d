/** A bare Fastify with the two routes of `api.bench.ts`: it parses and writes JSON, and nothing else. node fastify-server.ts */
import fastify from 'fastify';
import { operation, voice } from './answers.ts';
import { serve } from './serve.ts';

const app = fastify();
app.post('/v1/syntheses', (_request, reply) => reply.code(202).send(operation()));
app.get('/v1/voices/:id', () => voice());
serve(await app.listen({ host: '127.0.0.1', port: 0 }));
