import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Undefined where it is not installed. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Without these a browser looks for updates and more on hosts that a test has no business with. */
const QUIET_CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a page may take on a busy machine: Playwright's 30 s are too short beside compilers. Below the limit of a test, to say what it waited for. */
const WAIT_MS = 150_000;

/** A page in a Chromium with a profile of its own. */
export interface TestBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Ends Chromium and removes the profile. */
  close(): Promise<void>;
}

/** Starts Chromium with `args` beside those that keep it from the network. */
export async function startBrowser(options: BrowserContextOptions & { args?: string[] } = {}): Promise<TestBrowser> {
  const { args = [], ...rest } = options;
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [...QUIET_CHROMIUM, ...args],
    ...rest,
  });
  context.setDefaultTimeout(WAIT_MS);
  return {
    context,
    page: await context.newPage(),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
