import type { Mutant } from '../mutant.ts';

/** What a container is not allowed, and what fits into its /tmp. */
export const IMAGES: readonly Mutant[] = [
  {
    rule: 'the root of a container cannot be written',
    file: 'apps/sandbox/src/system/container.ts',
    anchor: `root: { path: image.rootfs, readonly: true }`,
    replacement: `root: { path: image.rootfs, readonly: false }`,
    spec: 'apps/sandbox/src/system/container.spec.ts',
  },
  {
    rule: 'an image that runs as another user is refused',
    file: 'apps/sandbox/src/system/container.ts',
    anchor: `if (image.user.uid !== USER_ID || image.user.gid !== USER_ID)`,
    replacement: `if (image.user.uid !== USER_ID)`,
    spec: 'apps/sandbox/src/system/container.spec.ts',
  },
  {
    rule: 'a docker client whose engine does not answer is passed over',
    file: 'scripts/image/engine.ts',
    anchor: `if (stdout.trim() !== '')`,
    replacement: ``,
    spec: 'scripts/image/engine.spec.ts',
  },
  {
    rule: 'times are rewritten only by a builder that can',
    file: 'scripts/image/engine.ts',
    anchor: `repeatable: name !== 'docker' || (await rewritesTimes(environment))`,
    replacement: `repeatable: true`,
    spec: 'scripts/image/engine.spec.ts',
  },
  {
    rule: 'the second build of an image takes nothing of the first',
    file: 'scripts/image/build.ts',
    anchor: `options.fresh === 'all' || (options.fresh === 'first' && index === 0)`,
    replacement: `options.fresh !== undefined && index === 0`,
    spec: 'scripts/image/build.spec.ts',
  },
  {
    rule: 'an image is measured above the base that it is built on',
    file: 'scripts/image/layers.ts',
    anchor: `below.some((layer, index) => layer !== own[index])`,
    replacement: `below.length > own.length`,
    spec: 'scripts/image/layers.spec.ts',
  },
  {
    rule: 'a base that the engine does not have is pulled before it is measured',
    file: 'scripts/image/layers.ts',
    anchor: `await tell(engine, ['pull', image]);`,
    replacement: `return Promise.reject(new Error(image));`,
    spec: 'scripts/image/layers.spec.ts',
  },
  {
    rule: 'the base for the tests of the images is made where there is none',
    file: 'scripts/image/bases.ts',
    anchor: `if (runtime === undefined && engine.name !== 'docker') {`,
    replacement: `if (runtime === '' && engine.name !== 'docker') {`,
    spec: 'scripts/image/bases.spec.ts',
  },
  {
    rule: 'a mistyped name of a proof or target is refused',
    file: 'scripts/image/names.ts',
    anchor: `if (unknown.length > 0)`,
    replacement: `if (unknown.length > 1)`,
    spec: 'scripts/image/names.spec.ts',
  },
  {
    rule: 'no more recordings are taken for checks than are examined',
    file: 'apps/api/src/uploads/temporary-places.ts',
    anchor: `new FairSemaphore({ limit: config.audio.workers })`,
    replacement: `new FairSemaphore({ limit: 100 })`,
    spec: 'apps/api/src/audio-checks/check-audio.spec.ts',
  },
  {
    rule: 'a recording in a form waits for a place in the temporary directory',
    file: 'apps/api/src/openai/openai-form.ts',
    anchor: `release = await places.take(arriving, tenantId);`,
    replacement: `release = undefined;`,
    spec: 'apps/api/src/openai/openai-voices.controller.spec.ts',
  },
  {
    rule: 'a recording for a check fits into the temporary directory',
    file: 'apps/api/src/audio-checks/check-audio.usecase.ts',
    anchor: `atMost(this.config.uploads.temporaryMaxBytes)`,
    replacement: `atMost(this.config.uploads.maxBytes)`,
    spec: 'apps/api/src/audio-checks/check-audio.spec.ts',
  },
];
