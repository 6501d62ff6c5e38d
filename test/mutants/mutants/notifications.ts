import type { Mutant } from '../mutant.ts';

const DELIVER = 'apps/worker/src/notifications/deliver-notification.service.ts';
const DELIVER_SPEC = 'apps/worker/src/notifications/deliver-notification.service.spec.ts';
const NOTIFY_SPEC = 'apps/worker/src/notifications/notify-subscribers.service.spec.ts';
const IDLE_SPEC = 'apps/worker/src/notifications/idle-endpoints.spec.ts';
const STALLED_SPEC = 'apps/worker/src/notifications/notify-stalled-training.service.spec.ts';
const LINK_SPEC = 'apps/api/src/notifications/unsubscribe.controller.spec.ts';

/** Who is told of what, when and how often. */
export const NOTIFICATIONS: readonly Mutant[] = [
  {
    rule: 'a recipient gets one notification for each slot',
    file: 'apps/worker/src/notifications/make-notification.service.ts',
    anchor: `JSON.stringify(['notification', subscriptionId, slot])`,
    replacement: `JSON.stringify(['notification', subscriptionId, slot, now])`,
    spec: NOTIFY_SPEC,
  },
  {
    rule: 'a recipient is reminded of their own consent alone',
    file: 'libs/domain/src/notification.ts',
    anchor: `if (subjectId === undefined) return facts;`,
    replacement: `if (subjectId !== null) return facts;`,
    spec: NOTIFY_SPEC,
  },
  {
    rule: 'subscribers are told of a training that has stalled',
    file: 'apps/worker/src/webhooks/announce-event.usecase.ts',
    anchor: `if (news.event === 'voice.failed') await`,
    replacement: `if (news.event === 'voice.ready') await`,
    spec: 'apps/worker/src/webhooks/announce-event.usecase.spec.ts',
  },
  {
    rule: 'a recipient is reminded of an idle endpoint once a day',
    file: 'libs/domain/src/notification.ts',
    anchor: 'slot: `endpoint-idle:${voiceId}:${day}`',
    replacement: 'slot: `endpoint-idle:${voiceId}`',
    spec: IDLE_SPEC,
  },
  {
    rule: 'a suspended endpoint costs nothing, and nobody is reminded of it',
    file: 'libs/documents/src/notifications/tenant-figures.ts',
    anchor: `VOICE_ENDPOINT_STATUSES.filter((status) => status !== 'suspended')`,
    replacement: `VOICE_ENDPOINT_STATUSES.filter((status) => status !== 'deploying')`,
    spec: IDLE_SPEC,
  },
  {
    rule: 'subscribers are told of a stalled training only, of all failures of a voice',
    file: 'libs/domain/src/notification.ts',
    anchor: `if (status !== 'failed' || failure?.code !== 'training-stalled') return undefined;`,
    replacement: `if (status !== 'failed' || failure === undefined) return undefined;`,
    spec: STALLED_SPEC,
  },
  {
    rule: 'a training that stalled before the subscription is not told',
    file: 'apps/worker/src/notifications/notify-stalled-training.service.ts',
    anchor: ` && Date.parse(subscription.createdAt) <= due.dueAt`,
    replacement: ``,
    spec: STALLED_SPEC,
  },
  {
    rule: 'nothing is sent in quiet hours',
    file: DELIVER,
    anchor: `return quiet === undefined ? { subscription }`,
    replacement: `return quiet !== 0 ? { subscription }`,
    spec: DELIVER_SPEC,
  },
  {
    rule: 'a card is not posted to Teams a second time',
    file: DELIVER,
    anchor: `if (isRepeated && subscription.channel === 'teams') {`,
    replacement: `if (false) {`,
    spec: DELIVER_SPEC,
  },
  {
    rule: 'an address that has replaced the one that bounced is not suspended',
    file: 'apps/worker/src/notifications/handle-delivery-report.usecase.ts',
    anchor: `subscription && delivery.addressId === subscription.addressId`,
    replacement: `subscription`,
    spec: 'apps/worker/src/notifications/handle-delivery-report.usecase.spec.ts',
  },
  {
    rule: 'opening the link to unsubscribe changes nothing',
    file: 'apps/api/src/notifications/unsubscribe.controller.ts',
    anchor: `  confirm(@Query({ schema: querySchema }) { token }: z.infer<typeof querySchema>): Answer<string> {\n    this.unsubscribe.check(token);`,
    replacement: `  async confirm(@Query({ schema: querySchema }) { token }: z.infer<typeof querySchema>): Promise<Answer<string>> {\n    await this.unsubscribe.execute(token);`,
    spec: LINK_SPEC,
  },
  {
    rule: 'the link of an earlier address does nothing to the one that has replaced it',
    file: 'apps/api/src/notifications/unsubscribe.usecase.ts',
    anchor: `subscription.status !== 'unsubscribed' && subscription.addressId === addressId`,
    replacement: `subscription.status !== 'unsubscribed' && addressId !== ''`,
    spec: LINK_SPEC,
  },
  {
    rule: 'names are escaped in the HTML of an e-mail',
    file: 'libs/notifications/src/visible-text.ts',
    anchor: `ENTITIES[character] ?? ''`,
    replacement: `character`,
    spec: 'libs/notifications/src/content.spec.ts',
  },
];
