import { describe, expect, it } from 'vitest';
import { ownNetworkCommand } from './own-network.ts';

describe('ownNetworkCommand', () => {
  it('leaves the network of the machine, with loopback up', () => {
    const command = ownNetworkCommand(['lo', 'eth0'], ['node', 'demo.js', '--text', 'a b; c']) ?? [];
    expect(command.join(' ')).toContain('unshare --net sh -c ip link set lo up && exec "$@"');
    expect(command.slice(-4)).toEqual(['node', 'demo.js', '--text', 'a b; c']);
  });

  it('does not do so twice', () => {
    expect(ownNetworkCommand(['lo'], ['node'])).toBeUndefined();
    expect(ownNetworkCommand([], ['node'])).toBeUndefined();
  });
});
