'use strict';

/** Who may import whom (docs/adr/0004-libs-by-package-imports.md). Run by `npm run check:boundaries`; test/architecture proves that each rule fires. */

const FEATURE_LIBS = '(auth|messaging|storage|egress|speech|audio)';
/** Specs and what only they use: `libs/x/testing` for what other libs and the apps use too, and any folder `testing` below `src`. */
const TESTS = '[.](spec|fixture)[.]ts$|^test/|^(apps|libs)/.*/testing/|^libs/[^/]+/testing/';
/** Of apps and libs: specs, and what they share. */
const SPECS = '^(?:apps|libs)/([^/]+)/.*(?:[.](?:spec|fixture)[.]ts$|testing/)';

/** The one folder of the product that may import a vendor's package; nothing of the vendor is seen outside of it. */
const OWNERS = {
  '@azure/communication-email': 'libs/notifications',
  '@azure/cosmos': 'libs/(storage|documents)',
  '@azure/identity': 'libs/auth',
  '@azure/service-bus': 'libs/messaging',
  '@azure/storage-blob': 'libs/storage',
  'microsoft-cognitiveservices-speech-sdk': 'libs/speech',
  'node-av': 'libs/audio',
  passport: 'libs/auth',
  'passport-azure-ad': 'libs/auth',
  pino: 'libs/observability',
  undici: 'libs/egress',
  ioredis: 'apps/api/src/platform/rate-limit',
  'rate-limiter-flexible': 'apps/api/src/platform/rate-limit',
};
/**
 * The sandbox makes the database and the containers, sends blob events and measures with real clients, encodes what its voice says, and writes
 * its own log: it may not borrow from the libs that are tested against it.
 */
const SANDBOX_HAS_ITS_OWN = [
  '@azure/cosmos',
  '@azure/identity',
  '@azure/service-bus',
  '@azure/storage-blob',
  'node-av',
  'pino',
];

/** What Azure on one machine is made of, and what tests use: never in what is deployed. */
const SANDBOX_AND_TESTS_ONLY = [
  '@echogarden/espeak-ng-emscripten',
  '@nestjs/testing',
  '@peculiar/x509',
  '@zeit/cosmosdb-query',
  'ajv',
  'azurite',
  'fast-check',
  'fflate',
  'jose',
  'playwright-core',
  'rhea',
  'standardwebhooks',
  'vitest',
  'ws',
];

/** What serves requests that come by HTTP. */
const HTTP = ['fastify', '@fastify/multipart', '@fastify/static', '@nestjs/platform-fastify', '@nestjs/swagger'];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const escaped = (text) => text.replaceAll(/[.]/g, '[.]');
const packages = (names) => `(^|/)node_modules/(@types/)?(${names.map(escaped).join('|')})/`;
const slug = (name) => name.replace(/^@/, '').replaceAll('/', '-');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule(
      'no-circular',
      'One of them knows too much. Among injected classes it is a crash at start.',
      {},
      { circular: true },
    ),
    rule(
      'resolvable',
      'What is imported must exist: no subpath of a lib is an alias but `#x/testing`.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'declared-in-package-json',
      'What is imported must be a dependency of ours, not one of a dependency.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),

    rule('libs-not-to-apps', 'A lib does not know who uses it.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'apps-apart',
      'Apps speak HTTP and messages to each other; the contract of the messages is libs/messaging.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule(
      'platform-below-features',
      'What all features share must not know who shares it: features add their part by decorators.',
      { path: '^apps/(api|worker)/src/platform/' },
      { path: '^apps/', pathNot: '^apps/$1/src/platform/' },
    ),
    rule(
      'features-by-their-services',
      'A feature imports the module of another and the services that it exports (x.service.ts); never its use cases, controllers, handlers, schemas or parts.',
      { path: '^apps/(api|worker)/src/([^/]+)/', pathNot: TESTS },
      {
        path: '^apps/(api|worker)/src/[^/]+/',
        pathNot: '^apps/$1/src/($2|platform)/|^apps/[^/]+/src/[^/]+/[^/]+[.](module|service)[.]ts$',
      },
    ),
    {
      ...rule(
        'features-in-order',
        'Of two features that need each other, neither can be understood alone.',
        { path: '^apps/(api|worker)/src/[^/]+$' },
        { circular: true },
      ),
      scope: 'folder',
    },
    rule(
      'product-not-to-tests',
      'Not even specs beside the code: what they share with others belongs to libs/x/testing.',
      { path: '^(apps|libs)/' },
      { path: '^test/' },
    ),
    rule(
      'tests-from-outside',
      'The tests of the whole use the deployables by HTTP, messages and blobs. Only test/architecture and test/security read their modules, and test/simulator and test/scale run them.',
      { path: '^test/', pathNot: '^test/(architecture|scale|security|simulator)/' },
      { path: '^apps/', pathNot: '^apps/sandbox/' },
    ),

    rule(
      'domain-imports-nothing',
      'No Nest, no zod, no SDK, not even Node: the rules of the product outlive them.',
      { path: '^libs/domain/', pathNot: TESTS },
      { pathNot: '^libs/domain/' },
    ),
    rule('domain-below-all', 'Specs too.', { path: '^libs/domain/' }, { path: '^libs/', pathNot: '^libs/domain/' }),
    rule(
      'loop-imports-no-lib',
      'How the turns of the loop are shared has nothing to do with what is computed in them.',
      { path: '^libs/loop/' },
      { path: '^libs/', pathNot: '^libs/loop/' },
    ),
    rule(
      'client-imports-no-lib',
      'It knows the API by its contract alone, as a client of another company does.',
      { path: '^libs/client/' },
      { path: '^(apps|libs)/', pathNot: '^libs/client/' },
    ),
    rule(
      'client-without-node',
      'It runs in browsers too.',
      { path: '^libs/client/', pathNot: TESTS },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'client-for-callers-only',
      'Only what calls the API from outside uses it: the commands of the sandbox, the smoke test, and tests.',
      { path: '^(apps|libs)/', pathNot: `^libs/client/|^apps/sandbox/src/cli/|^apps/api/src/smoke` },
      { path: '^libs/client/' },
    ),
    rule(
      'examples-by-the-client',
      'An example shows what somebody without this repository can write.',
      { path: '^examples/' },
      { path: '^(apps|libs|test)/', pathNot: '^libs/client/src/index[.]ts$' },
    ),
    rule(
      'config-above-domain-only',
      'domain <- config <- observability <- the others',
      { path: '^libs/config/' },
      { path: '^libs/', pathNot: '^libs/(config|domain)/' },
    ),
    rule(
      'observability-above-config-only',
      'domain <- config <- observability <- the others',
      { path: '^libs/observability/' },
      { path: '^libs/', pathNot: '^libs/(observability|config|domain)/' },
    ),
    rule(
      'siblings-apart',
      'A use case in an app joins them.',
      { path: `^libs/${FEATURE_LIBS}/` },
      { path: `^libs/${FEATURE_LIBS}/`, pathNot: '^libs/$1/' },
    ),
    rule(
      'documents-above-messaging-and-storage',
      'A commit writes a document and publishes what it causes; it needs nothing else.',
      { path: '^libs/documents/' },
      { path: '^libs/', pathNot: '^libs/(documents|domain|config|observability|messaging|storage)/' },
    ),
    rule(
      'documents-below-intake',
      'No lib below the use cases that accept work, and the notifications, may need the documents.',
      { path: '^libs/(?!(documents|intake|notifications)/)' },
      { path: '^libs/documents/' },
    ),
    rule(
      'intake-above-what-work-needs',
      'Accepting work decides, and writes documents; audio is decoded by the apps, in processes of their own.',
      { path: '^libs/intake/' },
      {
        path: '^libs/',
        pathNot: '^libs/(intake|domain|loop|config|observability|auth|messaging|storage|egress|speech|documents)/',
      },
    ),
    rule(
      'intake-without-http',
      'A request may come as a message: what only one door knows stays in its app.',
      { path: '^libs/intake/', pathNot: TESTS },
      { path: `${packages(HTTP)}|^(node:)?https?2?$` },
    ),
    rule(
      'intake-below-the-apps',
      'No other lib may accept work.',
      { path: '^libs/(?!intake/)' },
      { path: '^libs/intake/' },
    ),
    rule(
      'notifications-above-documents',
      'What recipients are told is read from the stores; it is sent by the apps.',
      { path: '^libs/notifications/' },
      { path: '^libs/', pathNot: '^libs/(notifications|domain|config|observability|messaging|storage|documents)/' },
    ),
    rule(
      'notifications-below-the-apps',
      'No other lib may need what recipients are told.',
      { path: '^libs/(?!notifications/)' },
      { path: '^libs/notifications/' },
    ),
    rule(
      'doctor-above-the-others',
      'It looks at what all of them need; none of them may need it.',
      { path: '^libs/(?!doctor/)' },
      { path: '^libs/doctor/' },
    ),
    rule(
      'provenance-above-auth-and-storage',
      'A record is signed and stored; what is recorded it is told by the apps.',
      { path: '^libs/provenance/' },
      { path: '^libs/', pathNot: '^libs/(provenance|domain|config|observability|auth|storage)/' },
    ),
    rule(
      'provenance-below-the-apps',
      'No other lib may need the records.',
      { path: '^libs/(?!provenance/)' },
      { path: '^libs/provenance/' },
    ),
    rule(
      'lib-by-index-only',
      'What a lib does not export is its own business.',
      { path: '^(?:apps|libs)/([^/]+)/', pathNot: SPECS },
      { path: '^libs/[^/]+/', pathNot: '^libs/$1/|^libs/[^/]+/src/index[.]ts$' },
    ),
    rule(
      'lib-by-index-only-in-specs',
      'A spec beside its use case may use what a lib offers for tests, by its index too.',
      { path: SPECS },
      { path: '^libs/[^/]+/', pathNot: '^libs/$1/|^libs/[^/]+/(src|testing)/index[.]ts$' },
    ),
    rule(
      'lib-by-index-only-in-tests',
      'Fakes and contract suites are for tests to use.',
      { path: '^test/' },
      { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/(src/index[.]ts$|(src/)?testing/)' },
    ),
    rule(
      'lib-by-alias',
      'A relative path would name one of two copies: the source, also where compiled code runs.',
      { path: '^(?:apps|libs|test)/([^/]+)/' },
      {
        path: '^libs/[^/]+/(src|testing)/index[.]ts$',
        pathNot: '^libs/$1/',
        dependencyTypesNot: ['aliased-subpath-import'],
      },
    ),
    rule(
      'no-testing-in-production',
      'Fakes stay out of what is deployed.',
      { path: '^(apps|libs)/', pathNot: TESTS },
      { path: '^libs/[^/]+/testing/|^(apps|libs)/.*/testing/|[.](spec|fixture)[.]ts$' },
    ),

    rule(
      'sandbox-knows-the-domain-only',
      'It stands in for Azure: it must not work because both ends share code.',
      { path: '^apps/sandbox/' },
      { path: '^libs/', pathNot: '^libs/(domain|client)/' },
    ),
    rule(
      'no-dev-dependencies-in-production',
      'The production image is installed without them.',
      { path: '^(apps/(api|worker)|libs)/', pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    ...Object.entries(OWNERS).map(([name, owner]) =>
      rule(
        `${slug(name)}-in-one-place`,
        `Only ${owner} imports ${name}.`,
        {
          path: '^(apps|libs)/',
          pathNot: `^${owner}/${SANDBOX_HAS_ITS_OWN.includes(name) ? '|^apps/sandbox/' : '|^apps/sandbox/.*[.]spec[.]ts$'}`,
        },
        { path: packages([name]) },
      ),
    ),
    ...SANDBOX_AND_TESTS_ONLY.map((name) =>
      rule(
        `${slug(name)}-not-in-production`,
        `Only apps/sandbox and tests import ${name}.`,
        { path: '^(apps|libs)/', pathNot: `^apps/sandbox/|${TESTS}` },
        { path: packages([name]) },
      ),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What calls generated clients imports what is not there; test:tools compiles it.
    exclude: { path: '^dist/|^test/peers/(?:c2pa|clients/(?:node_modules|generated|typescript))/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count: a type-only import across a boundary is a dependency all the same.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['development', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
