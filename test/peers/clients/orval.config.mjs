/** The clients that orval generates, from `CONTRACT` into `GENERATED`, two absolute paths. */
const { CONTRACT, GENERATED } = process.env;
const input = { target: CONTRACT };

export default {
  fetch: {
    input,
    output: {
      client: 'fetch',
      target: `${GENERATED}/orval/fetch.ts`,
      schemas: `${GENERATED}/orval/model`,
      headers: true,
      override: {
        // Sends each request. Without it, orval asks the page's own origin, and reads every answer to its end.
        mutator: { path: `${GENERATED}/../typescript/orval-fetch.ts`, name: 'apiFetch' },
        operations: {
          streamSpeech: { mutator: { path: `${GENERATED}/../typescript/orval-fetch.ts`, name: 'apiStream' } },
        },
      },
    },
  },
  zod: { input, output: { client: 'zod', target: `${GENERATED}/orval/zod.ts` } },
};
