// coturn of the distribution as a child process: credentials of the TURN REST form, on an address of this machine.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './conditions.mjs';
import { results } from './paths.mjs';
import { hostAddress } from './road.mjs';
import { freeUdpPorts } from './server.mjs';

const SECRET = 'shared by the relay and the server of the end-to-end tests';

/** A running relay; `config` names a configuration file for a server that hands it out. */
export async function startTurn(host = hostAddress() ?? '127.0.0.1') {
  const port = await freeUdpPorts(host);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-turn-'));
  const log = openSync(path.join(results, 'turn.log'), 'w');
  const child = spawn('turnserver', [
    '-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--simple-log', '--verbose',
    `--listening-ip=${host}`, `--listening-port=${port}`, `--relay-ip=${host}`, '--allow-loopback-peers',
    '--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=sluice.test',
    `--userdb=${path.join(folder, 'turndb')}`, `--pidfile=${path.join(folder, 'pid')}`,
  ], { stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = Promise.race([once(child, 'exit'), once(child, 'error')]);
  await until('the relay listens', () => new Promise((resolve) => {
    const socket = connect({ host, port }, () => { resolve(true); socket.destroy(); }).on('error', () => resolve(false));
  }), { seconds: 15 });
  const config = path.join(folder, 'sluice.yaml');
  writeFileSync(config, JSON.stringify({ turn: [{ urls: [`turn:${host}:${port}`], secret: SECRET }] }));
  return {
    host,
    port,
    config,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
