import type { EmulatorConfigInput } from './config.ts';

type NamespaceInput = EmulatorConfigInput['UserConfig']['Namespaces'][number];
type QueueInput = NonNullable<NamespaceInput['Queues']>[number];
export type TopicInput = NonNullable<NamespaceInput['Topics']>[number];

/** A configuration for specs: queues by name with their properties, and topics. */
export function configOf(
  queues: Record<string, NonNullable<QueueInput['Properties']>>,
  topics: TopicInput[] = [],
): EmulatorConfigInput {
  return {
    UserConfig: {
      Namespaces: [
        {
          Name: 'sbemulatorns',
          Queues: Object.entries(queues).map(([Name, Properties]) => ({ Name, Properties })),
          Topics: topics,
        },
      ],
    },
  };
}
