import { describe, expect, it } from 'vitest';
import { QUEUE_NAMES } from '#messaging';
import { AZURE_LIMITS, readEmulatorConfig } from '../../apps/sandbox/src/service-bus/config.ts';
import { azureQueues, durationMs, emulatorQueues, queuesPage } from './queue-documents.ts';

const queuesOf = (config: ReturnType<typeof readEmulatorConfig>) => config.UserConfig.Namespaces[0]?.Queues ?? [];

describe('the queues of the sandbox', () => {
  it('are those of the table, with the properties that they have in Azure', () => {
    const queues = queuesOf(readEmulatorConfig(azureQueues(), AZURE_LIMITS));
    expect(queues.map(({ Name }) => Name)).toEqual([...QUEUE_NAMES]);
    for (const { Properties } of queues) {
      expect(Properties).toMatchObject({
        DefaultMessageTimeToLive: durationMs('P14D'),
        DuplicateDetectionHistoryTimeWindow: durationMs('PT30M'),
        RequiresDuplicateDetection: true,
        DeadLetteringOnMessageExpiration: true,
      });
    }
  });

  it('are more than the official emulator takes', () => {
    expect(() => readEmulatorConfig(azureQueues())).toThrow('"P14D" is not between PT5M and PT1H');
  });
});

describe('the queues of the official emulator', () => {
  it('are the same with its caps applied, and it takes them', () => {
    const queues = queuesOf(readEmulatorConfig(emulatorQueues()));
    expect(queues.map(({ Name }) => Name)).toEqual([...QUEUE_NAMES]);
    for (const { Properties } of queues) {
      expect(Properties.DefaultMessageTimeToLive).toBe(durationMs('PT1H'));
      expect(Properties.DuplicateDetectionHistoryTimeWindow).toBe(durationMs('PT5M'));
    }
  });
});

describe('docs/queues.md', () => {
  it('names every queue with its time to live, and the caps of the emulator', () => {
    const page = queuesPage();
    for (const name of QUEUE_NAMES) expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| PT1M \\| P14D \\| PT30M`));
    expect(page).toContain('time to live PT1H');
  });
});
