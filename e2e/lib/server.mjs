// Starts the real server, as the README does, with a data folder and ports of its own.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { results, root } from './paths.mjs';
import { until } from './conditions.mjs';

/** A server under test. `environment` adds SLUICE_… settings. */
export async function startServer({ name = 'server', environment = {} } = {}) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'sluice-e2e-'));
  const port = await freeTcpPort();
  const udpPort = await freeUdpPorts();
  const log = path.join(results, `${name}.log`);
  const out = openSync(log, 'w');
  const child = spawn(
    path.join(root, 'sluice'),
    ['serve', '--port', String(port), '--udp-port', String(udpPort), '--bind', '127.0.0.1'],
    {
      stdio: ['ignore', out, out],
      env: { ...process.env, SLUICE_DATA_DIRECTORY: data, ...environment },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const server = {
    url,
    log,
    child,
    room: (room, query = '') => `${url}/r/${encodeURIComponent(room)}${query}`,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(data, { recursive: true, force: true });
    },
  };
  await until(`the server is ready; its log: ${log}`, () => {
    if (child.exitCode !== null) {
      throw new Error(`the server ended with ${child.exitCode}; its log: ${log}`);
    }
    return fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
  }, { seconds: 120, every: 100 });
  return server;
}

function freeTcpPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// A server takes one UDP port per media loop, from this one upwards: leave room behind it.
function freeUdpPorts() {
  return new Promise((resolve, reject) => {
    const probe = createSocket('udp4');
    probe.once('error', reject);
    probe.bind(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(Math.min(port, 65_000)));
    });
  });
}
