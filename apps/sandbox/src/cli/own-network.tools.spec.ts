import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ownNetworkCommand } from './own-network.ts';

/** A right that containers which build this project may not have; the demonstration from images needs iproute2, too. */
const canUnshare = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0;

it.runIf(canUnshare)('a program in a network of its own has loopback, which works, and nothing else', () => {
  const script = `
    const server = require('node:http').createServer((_, answer) => answer.end('here'));
    server.listen(0, '127.0.0.1', async () => {
      const answer = await fetch('http://127.0.0.1:' + server.address().port);
      const outside = await fetch('http://192.0.2.1/').catch((error) => error.cause.code);
      const interfaces = Object.keys(require('node:os').networkInterfaces());
      console.log(JSON.stringify({ interfaces, here: await answer.text(), outside }));
      process.exit();
    });`;
  const [program = '', ...args] = ownNetworkCommand(['lo', 'eth0'], [process.execPath, '-e', script]) ?? [];
  const told = JSON.parse(execFileSync(program, args, { encoding: 'utf8' })) as object;
  expect(told).toEqual({ interfaces: ['lo'], here: 'here', outside: 'ENETUNREACH' });
});
