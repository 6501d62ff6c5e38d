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
    anchor: `if (stdout.trim() !== '') return engine;`,
    replacement: `return engine;`,
    spec: 'scripts/image/engine.spec.ts',
  },
  {
    rule: 'the variables of an .npmrc file have their values in the build',
    file: 'scripts/image/npm-settings.ts',
    anchor: `.map((line) => withVariables(line, process.env))`,
    replacement: `.map((line) => withVariables(line, {}))`,
    spec: 'scripts/image/npm-settings.spec.ts',
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
