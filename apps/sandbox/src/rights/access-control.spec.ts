import { describe, expect, it } from 'vitest';
import { AccessControl, type TakenRight } from './access-control.ts';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import { type Caller, dataAction } from './caller.ts';
import { EVERYTHING } from './everything.ts';
import type { RoleDefinition } from './role-definition.ts';
import type { RoleAssignment } from './rights-table.ts';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const STORAGE = 'Microsoft.Storage/storageAccounts/voice';
const container = (name: string) => `${STORAGE}/blobServices/default/containers/${name}`;
const READ = dataAction(`${BLOBS}/read`);
const WRITE = dataAction(`${BLOBS}/write`);
const SEND = dataAction('Microsoft.ServiceBus/namespaces/messages/send/action');
const QUEUE = 'Microsoft.ServiceBus/namespaces/voice/queues/maintenance';

const WRITER: RoleDefinition = {
  name: 'Voice blob writer',
  permissions: [{ actions: [], notActions: [], dataActions: [READ.name, WRITE.name], notDataActions: [] }],
};
const builtIn = (name: string): RoleDefinition => {
  const found = BUILT_IN_ROLES.find((role) => role.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

describe('what the roles of an identity permit', () => {
  const callers = (assignments: readonly RoleAssignment[], taken: readonly TakenRight[] = []) => {
    const access = new AccessControl(
      assignments,
      [
        { name: 'api', oid: 'oid-api' },
        { name: 'worker', oid: 'oid-worker' },
      ],
      taken,
    );
    const of = (oid: string): Caller => access.callerOf({ oid, tid: '' });
    return { access, api: of('oid-api'), worker: of('oid-worker'), stranger: of('oid-stranger') };
  };

  it('holds at the resource and below it, and nowhere else', () => {
    const { api } = callers([{ identity: 'api', scope: container('uploads'), role: WRITER }]);
    expect(api.may(READ, container('uploads'))).toBe(true);
    expect(api.may(READ, `${container('UPLOADS')}/blobs/a`)).toBe(true);
    expect(api.may(READ, container('uploads-2'))).toBe(false);
    expect(api.may(READ, STORAGE)).toBe(false);
  });

  it('is of one identity: others, and those that nobody knows, have none', () => {
    const { worker, stranger } = callers([{ identity: 'api', scope: STORAGE, role: WRITER }]);
    expect(worker.may(READ, STORAGE)).toBe(false);
    expect(stranger.may(READ, STORAGE)).toBe(false);
  });

  it('follows the patterns of a role, and what they leave out', () => {
    const sender = callers([{ identity: 'api', scope: QUEUE, role: builtIn('Azure Service Bus Data Sender') }]).api;
    expect(sender.may(SEND, QUEUE)).toBe(true);
    expect(sender.may(dataAction('Microsoft.ServiceBus/namespaces/messages/receive/action'), QUEUE)).toBe(false);
    const speech = 'Microsoft.CognitiveServices/accounts/speech';
    const user = callers([{ identity: 'api', scope: speech, role: builtIn('Cognitive Services Speech User') }]).api;
    const custom = (name: string) => dataAction(`Microsoft.CognitiveServices/accounts/CustomVoice/${name}`);
    expect(user.may(custom('consents/read'), speech)).toBe(true);
    expect(user.may(custom('consents/write'), speech)).toBe(false);
    expect(user.may(custom('datasets/files/read'), speech)).toBe(false);
  });

  it('is without what was taken last, until it is given back', () => {
    const { access, api } = callers([{ identity: 'api', scope: STORAGE, role: WRITER }]);
    access.take([{ identity: 'api', scope: STORAGE, role: WRITER.name, pattern: READ.name }]);
    expect([api.may(READ, STORAGE), api.may(WRITE, STORAGE)]).toEqual([false, true]);
    access.take([]);
    expect(api.may(READ, STORAGE)).toBe(true);
    expect(() => access.take([{ identity: 'api', scope: STORAGE, role: 'Owner' }])).toThrow('has no');
  });

  it('does not take an action of the control plane for one of the data plane', () => {
    const { api } = callers([{ identity: 'api', scope: STORAGE, role: WRITER }]);
    expect(api.may({ kind: 'action', name: READ.name }, STORAGE)).toBe(false);
  });

  it('lets the condition of an assignment decide on the actions that it names', () => {
    const condition = { actions: [WRITE.name], containerPrefix: 'samples-vce-' };
    const { worker } = callers([{ identity: 'worker', scope: STORAGE, role: WRITER, condition }]);
    expect(worker.may(WRITE, container('samples-vce-1'))).toBe(true);
    expect(worker.may(WRITE, container('archive'))).toBe(false);
    expect(worker.may(WRITE, STORAGE)).toBe(false);
    expect(worker.may(READ, container('archive'))).toBe(true);
  });

  it('lacks what was taken away, and only that', () => {
    const assignments = ['uploads', 'results'].map((name) => ({
      identity: 'api',
      scope: container(name),
      role: WRITER,
    }));
    const taken = { identity: 'api', scope: container('uploads'), role: WRITER.name };
    const part = callers(assignments, [{ ...taken, pattern: WRITE.name }]).api;
    expect(part.may(WRITE, container('uploads'))).toBe(false);
    expect(part.may(READ, container('uploads'))).toBe(true);
    expect(part.may(WRITE, container('results'))).toBe(true);
    expect(callers(assignments, [taken]).api.may(READ, container('uploads'))).toBe(false);
  });

  it.each([
    { identity: 'worker', scope: STORAGE, role: WRITER.name },
    { identity: 'api', scope: container('uploads'), role: WRITER.name },
    { identity: 'api', scope: STORAGE, role: WRITER.name, pattern: `${BLOBS}/delete` },
  ])('does not take away what is not there: %o', (taken) => {
    expect(() => callers([{ identity: 'api', scope: STORAGE, role: WRITER }], [taken])).toThrow(/has no/);
  });

  it('is everything for a developer', () => {
    const { api } = callers([{ identity: 'api', scope: '', role: EVERYTHING }]);
    expect(api.may(SEND, QUEUE)).toBe(true);
    expect(api.may({ kind: 'action', name: 'Microsoft.Storage/anything' }, STORAGE)).toBe(true);
  });

  it('keeps what was requested and how it was decided', () => {
    const { access, api, stranger } = callers([{ identity: 'api', scope: STORAGE, role: WRITER }]);
    api.may(READ, STORAGE);
    api.may(READ, STORAGE);
    stranger.may(READ, STORAGE);
    expect(access.decisions()).toEqual([
      { identity: 'api', right: READ.name, resource: STORAGE, allowed: true, count: 2 },
      { identity: 'unknown', right: READ.name, resource: STORAGE, allowed: false, count: 1 },
    ]);
  });
});
