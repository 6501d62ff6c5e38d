import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readEmulatorConfig, type EmulatorConfigInput } from './config.ts';

const folders: string[] = [];

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-bus-config-'));
  folders.push(folder);
  const path = join(folder, 'Config.json');
  writeFileSync(path, text);
  return path;
}

function namespace(rest: Record<string, unknown>): EmulatorConfigInput {
  return { UserConfig: { Namespaces: [{ Name: 'sbemulatorns', ...rest }] } };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('readEmulatorConfig', () => {
  it('reads a file of the official emulator and fills in its defaults', () => {
    const config = readEmulatorConfig(
      fileWith(
        JSON.stringify({
          UserConfig: {
            Namespaces: [
              {
                Name: 'sbemulatorns',
                Queues: [
                  { Name: 'plain' },
                  {
                    Name: 'orders',
                    Properties: {
                      LockDuration: 'PT1M30S',
                      RequiresDuplicateDetection: true,
                      ForwardTo: '',
                      ForwardDeadLetteredMessagesTo: 'plain',
                    },
                  },
                ],
                Topics: [
                  {
                    Name: 'news',
                    Subscriptions: [
                      {
                        Name: 'daily',
                        Rules: [
                          {
                            Name: 'by-label',
                            Properties: { FilterType: 'Correlation', CorrelationFilter: { Label: 'daily' } },
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            ],
            Logging: { Type: 'File' },
          },
        }),
      ),
    );
    const [first] = config.UserConfig.Namespaces;
    expect(first?.Queues[0]?.Properties).toMatchObject({
      LockDuration: 60_000,
      MaxDeliveryCount: 3,
      DefaultMessageTimeToLive: 3_600_000,
      DuplicateDetectionHistoryTimeWindow: 20_000,
      RequiresDuplicateDetection: false,
      RequiresSession: false,
    });
    expect(first?.Queues[1]?.Properties).toMatchObject({ LockDuration: 90_000, ForwardTo: undefined });
    expect(first?.Topics[0]?.Subscriptions[0]?.Properties.MaxDeliveryCount).toBe(3);
  });

  it('names every problem with its path in one error', () => {
    const broken = namespace({
      Queues: [
        { Name: '-bad', Properties: { LockDuration: 'PT6M', MaxDeliveryCount: 0 } },
        { Name: 'ok', Properties: { LockDuration: 'a minute', Colour: 'red' } },
        { Name: 'third', Properties: { DefaultMessageTimeToLive: 'PT', LockDuration: 'PT1.5S' } },
      ],
    });
    let message = '';
    try {
      readEmulatorConfig(broken);
    } catch (error) {
      message = String(error);
    }
    for (const problem of [
      'Queues.0.Name: must begin and end',
      'Queues.0.Properties.LockDuration: "PT6M" is not between PT5S and PT5M',
      'Queues.0.Properties.MaxDeliveryCount',
      'Queues.1.Properties.LockDuration: "a minute" is not an ISO 8601 duration',
      'Queues.1.Properties: Unrecognized key: "Colour"',
      'Queues.2.Properties.DefaultMessageTimeToLive: "PT" is not an ISO 8601 duration',
      'Queues.2.Properties.LockDuration: "PT1.5S" is not an ISO 8601 duration',
    ]) {
      expect(message).toContain(problem);
    }
  });

  it('refuses SQL filters and actions instead of ignoring them', () => {
    const withRule = (properties: Record<string, unknown>) =>
      namespace({
        Topics: [{ Name: 't', Subscriptions: [{ Name: 's', Rules: [{ Name: 'r', Properties: properties }] }] }],
      });
    expect(() => readEmulatorConfig(withRule({ FilterType: 'Sql', SqlFilter: { SqlExpression: '1=1' } }))).toThrow(
      'SQL filters and actions are not supported',
    );
    expect(() =>
      readEmulatorConfig(withRule({ FilterType: 'Correlation', Action: { SqlExpression: "SET a='b'" } })),
    ).toThrow('SQL filters and actions are not supported');
  });

  it('refuses names that clash and forwarding that leads nowhere or in a circle', () => {
    const config = namespace({
      Queues: [
        { Name: 'a', Properties: { ForwardTo: 'b' } },
        { Name: 'b', Properties: { ForwardTo: 'a' } },
        { Name: 'c', Properties: { ForwardTo: 'nowhere' } },
        { Name: 'C', Properties: { ForwardDeadLetteredMessagesTo: 'c' } },
      ],
    });
    expect(() => readEmulatorConfig(config)).toThrow(
      /"C" is declared twice[\s\S]*ForwardTo of "c" names no queue or topic: "nowhere"[\s\S]*names itself[\s\S]*"a" forwards in a circle/,
    );
  });

  it('names a file that is missing or holds no JSON', () => {
    expect(() => readEmulatorConfig('/no/such/Config.json')).toThrow(/\/no\/such\/Config\.json: ENOENT/);
    const path = fileWith('{');
    expect(() => readEmulatorConfig(path)).toThrow(path);
  });
});
