import type { Command, Option } from './command.ts';

const CLI = 'dist/apps/sandbox/src/cli';
const VARIABLES =
  'The variables of docs/configuration.md that are set in this terminal apply, for example LOG_LEVEL=debug or CORS_ALLOWED_ORIGINS=http://localhost:5173.';
const UNLIMITED: Option = {
  type: 'boolean',
  description: 'no rate limits; without it those of docs/configuration.md apply, as in a deployment',
};
/** Where a command works that needs a database. */
const ON_LOCAL_SYSTEM =
  'With COSMOS_ENDPOINT set it works on that account, by the environment of this terminal; without, on the system that npm start runs here.';

/** A system that orders work by messages. */
const PRODUCER = {
  type: 'string',
  multiple: true,
  value: 'NAME',
  description: 'a system that orders work by messages: its queues, its identity and its rights (docs/producers.md)',
} as const;

/** Commands for those who try the backend, call it or operate it. */
export const USER_COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    entry: `${CLI}/start.js`,
    takesSettings: true,
    usage: {
      summary: 'Runs the sandbox, the API on port 3000 (PORT sets another) and a worker until Ctrl-C.',
      options: {
        keep: { type: 'boolean', description: 'keep what is stored in .sandbox/kept, from run to run' },
        data: { type: 'string', value: 'DIR', description: 'keep it in another folder' },
        unlimited: UNLIMITED,
        producer: PRODUCER,
      },
      more: VARIABLES,
    },
  },
  dev: {
    entry: `${CLI}/dev.js`,
    takesSettings: true,
    usage: {
      summary:
        'Runs the sandbox, which keeps its data in .sandbox/kept, and the API and a worker, which are compiled and restarted when their source changes.',
      options: { unlimited: UNLIMITED },
      more: VARIABLES,
    },
  },
  demo: {
    entry: `${CLI}/demo.js`,
    takesSettings: true,
    usage: {
      summary: 'Enrolls a voice and speaks with it, against a system that it starts and stops itself.',
      options: {
        sample: {
          type: 'string',
          multiple: true,
          value: 'FILE',
          description: 'a recording of the voice, 5 to 90 s in all',
          file: 'read',
        },
        consent: {
          type: 'string',
          value: 'FILE',
          description: 'a recording of the consent statement by the same person',
          file: 'read',
        },
        name: { type: 'string', value: 'NAME', description: 'the name of the person (default: Voice Talent)' },
        company: { type: 'string', value: 'NAME', description: 'the name of the company (default: Contoso)' },
        text: { type: 'string', value: 'TEXT', description: 'what the voice says' },
        out: { type: 'string', value: 'FILE', description: 'where the WAV goes (default: demo.wav)', file: 'write' },
        images: {
          type: 'boolean',
          description:
            'as containers of the images that npm run image has built, by runc, with loopback alone; needs root',
        },
        private: {
          type: 'boolean',
          description: 'with closed storage: recordings go to the API as a form, and to Azure with the request',
        },
      },
      more: `Without recordings the sandbox’s own voice plays the person. ${VARIABLES}`,
    },
  },
  sandbox: {
    entry: `${CLI}/sandbox.js`,
    usage: {
      summary:
        'Runs Azure as the sandbox imitates it, without the API and the worker, until Ctrl-C. Ports are free ones unless SANDBOX_*_PORT sets them.',
      options: {
        data: {
          type: 'string',
          value: 'DIR',
          description:
            'keep everything in this folder, from run to run: documents, blobs, messages, voices, keys, ports',
        },
        'write-env': {
          type: 'string',
          value: 'FILE',
          description: 'where the environment variables for clients go (default: .sandbox/sandbox.env)',
        },
        producer: PRODUCER,
      },
      more: 'docs/sandbox.md lists the variables SANDBOX_*.',
    },
  },
  token: {
    entry: `${CLI}/token.js`,
    compile: 'missing',
    usage: {
      summary: 'Prints a token for the API, from the sandbox that npm start, npm run dev or npm run sandbox runs here.',
      options: {
        tenant: { type: 'string', value: 'TENANT', description: 'contoso (default), fabrikam, or the id of a tenant' },
        user: {
          type: 'string',
          value: 'USER',
          description: 'a user of that tenant, for example speaker; without it the token is the demo application’s',
        },
        roles: {
          type: 'string',
          value: 'ROLES',
          description: 'roles in the token, separated by commas (default: those of the user; for the application all)',
        },
      },
      more: 'Roles: Voice.Read, Voice.Enroll, Voice.Synthesize, Webhook.Manage, Audit.Read, Voice.Admin. docs/sandbox.md lists the users.',
    },
  },
  'read-aloud': {
    entry: `${CLI}/read-aloud.js`,
    compile: 'missing',
    usage: {
      summary:
        'Lets the sandbox’s voice read a text into a WAV file, in place of a person, for trials on this machine.',
      options: {
        text: { type: 'string', value: 'TEXT', description: 'what is read' },
        out: { type: 'string', value: 'FILE', description: 'where the WAV goes', file: 'write' },
      },
    },
  },
  'hooks:listen': {
    entry: `${CLI}/hooks-listen.js`,
    compile: 'missing',
    usage: {
      summary:
        'Registers a webhook endpoint at the API that npm start runs here, verifies what arrives, shows it and forwards it, until Ctrl-C, which deletes the endpoint.',
      options: {
        forward: {
          type: 'string',
          value: 'URL',
          description: 'where verified webhooks go, for example http://127.0.0.1:4000/hooks',
        },
        events: {
          type: 'string',
          value: 'EVENTS',
          description: 'events to receive, separated by commas (default: all)',
        },
        api: {
          type: 'string',
          value: 'URL',
          description: 'another API that can reach this machine; its token is read from TOKEN',
        },
      },
      more: 'docs/webhooks.md lists the events.',
    },
  },
  'provenance:verify': {
    entry: `${CLI}/provenance-verify.js`,
    compile: 'missing',
    usage: {
      summary:
        'Asks the API that npm start runs here what a file is: speech of this deployment, changed, or of others.',
      options: {
        api: { type: 'string', value: 'URL', description: 'another API; its token is read from TOKEN' },
        json: { type: 'boolean', description: 'print the response as JSON' },
      },
      positionals: 'FILE',
      more: 'docs/provenance.md explains the results.',
    },
  },
  'audio:check': {
    entry: 'dist/libs/audio/src/cli/audio-check.js',
    usage: {
      summary:
        'Measures recordings as the worker does, and prints the results. Exits with 1 when one would be rejected.',
      options: {
        profile: {
          type: 'string',
          value: 'PROFILE',
          description: 'consent, personal-voice (default) or professional-voice',
        },
        json: { type: 'boolean', description: 'print the reports as JSON' },
        waveform: { type: 'string', value: 'FOLDER', description: 'write a picture of each waveform there' },
      },
      positionals: 'FILE…',
    },
  },
  doctor: {
    entry: 'scripts/doctor.mjs',
    usage: {
      summary: 'Says what is wrong with the environment of the API or the worker: endpoints, tokens, rights, settings.',
      options: { json: { type: 'boolean', description: 'one JSON document instead of a line for each finding' } },
      positionals: '[api|worker]',
      more: ON_LOCAL_SYSTEM,
    },
  },
  top: {
    entry: `${CLI}/top.js`,
    compile: 'missing',
    usage: {
      summary:
        'Shows what a system does, until q: open jobs, rates, errors, queues and slots. Without --url, of the API that npm start runs here.',
      options: {
        url: {
          type: 'string',
          value: 'URL',
          description:
            'URL of a deployed API; TOKEN must contain a token with the role Voice.Admin, of the operator’s tenant',
        },
        interval: { type: 'string', value: 'SECONDS', description: 'time between two readings (default: 5)' },
        once: { type: 'boolean', description: 'print the figures once, and end' },
        json: { type: 'boolean', description: 'print the response of GET /v1/system, and end' },
      },
      more: 'Keys: q ends, r reads at once, space pauses.',
    },
  },
  trace: {
    entry: `${CLI}/trace.js`,
    compile: 'missing',
    usage: {
      summary:
        'Prints the life of a job: the lines of all processes that name it or belong to its trace, in the order of time.',
      options: { kql: { type: 'boolean', description: 'print the query for Log Analytics instead' } },
      positionals: 'ID [FILE…]',
      more: 'The lines are those of the files, of standard input, or of the system that npm start runs here. LOG_LEVEL=debug also logs outboxes and calls of Azure.',
    },
  },
  smoke: {
    entry: 'dist/apps/api/src/smoke.main.js',
    usage: {
      summary: 'Tests a deployed API as a client would. Reads a token from SMOKE_TOKEN.',
      options: {
        url: {
          type: 'string',
          value: 'URL',
          description: 'URL of the API: https, or http on this machine; SMOKE_URL takes precedence',
        },
        write: { type: 'boolean', description: 'also create a synthesis, and delete it' },
        wait: { type: 'string', value: 'SECONDS', description: 'how long the API may take to be ready' },
      },
    },
  },
  'audit:verify': {
    entry: 'scripts/on-local-system.mjs',
    args: ['apps/api/src/audit-verify.main.js'],
    usage: {
      summary:
        'Verifies the audit log by its hash chain and its signed anchors. Exits with 1 when something is broken.',
      options: {
        tenant: { type: 'string', value: 'ID', description: 'only the log of this tenant' },
        head: {
          type: 'string',
          value: 'SEQUENCE:HASH',
          description: 'the head that an earlier run printed; needs --tenant',
        },
        'public-key': {
          type: 'string',
          multiple: true,
          value: 'BASE64URL',
          description: 'a key whose anchors count, beside those of RECEIPT_SIGNING_KEYS',
        },
      },
      more: ON_LOCAL_SYSTEM,
    },
  },
  'erasures:replay': {
    entry: 'scripts/on-local-system.mjs',
    args: ['apps/worker/src/erasures-replay.main.js'],
    usage: {
      summary: 'Erases again what a restored backup has brought back, by the erasure register or by receipts.',
      options: {
        receipt: { type: 'string', multiple: true, value: 'FILE', description: 'a receipt, instead of the register' },
        'public-key': {
          type: 'string',
          multiple: true,
          value: 'BASE64URL',
          description: 'a key whose receipts count, beside those of RECEIPT_SIGNING_KEYS',
        },
        unsigned: { type: 'boolean', description: 'accept receipts that are not signed' },
      },
      more: ON_LOCAL_SYSTEM,
    },
  },
  migrate: {
    entry: 'scripts/on-local-system.mjs',
    args: ['apps/api/src/migrate.main.js'],
    usage: {
      summary: 'Brings stored documents to the shape of this release. May be interrupted and run again.',
      options: {},
      more: ON_LOCAL_SYSTEM,
    },
  },
};
