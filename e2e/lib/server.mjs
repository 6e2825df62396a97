// Starts the real server, as the README does, with a data folder and ports of its own.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { results, root } from './paths.mjs';
import { until } from './conditions.mjs';

/**
 * A server under test: pages at `host`, media at `mediaHost`, `port` and `udpPort` any that are free.
 * `environment` adds SLUICE_… settings; without one there are no programs, whose libraries a new data folder unpacks at the start. `within` is a command that starts another, `url` leads to the pages from here.
 */
export async function startServer({ name = 'server', environment = {}, host = '127.0.0.1', mediaHost = host, within = [], ...road } = {}) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'sluice-e2e-'));
  const port = road.port ?? await freeTcpPort(host);
  const udpPort = road.udpPort ?? await freeUdpPorts(mediaHost);
  const log = path.join(results, `${name}.log`);
  writeFileSync(log, '');
  const url = road.url ?? `http://${inUrl(host)}:${port}`;
  let child;
  let exited;

  const server = {
    url,
    log,
    port,
    udpPort,
    room: (room, query = '') => `${url}/r/${encodeURIComponent(room)}${query}`,
    /** Also after `kill`: the same ports and data once more. */
    async start() {
      const out = openSync(log, 'a');
      const [command, ...parameters] = [
        ...within, path.join(root, 'sluice'), 'serve', '--port', String(port), '--udp-port', String(udpPort), '--data', data,
      ];
      child = spawn(command, parameters, {
        stdio: ['ignore', out, out],
        env: { ...process.env, SLUICE_HTTP_BIND: host, SLUICE_MEDIA_BIND: mediaHost, SLUICE_EGRESS_ENABLED: 'false', ...environment },
      });
      closeSync(out);
      exited = once(child, 'exit');
      const { pid } = child;
      const end = () => process.kill(pid, 'SIGKILL');
      process.once('exit', end);
      child.once('exit', () => process.off('exit', end));
      await until(`the server is ready; its log: ${log}`, () => {
        if (child.exitCode !== null) {
          throw new Error(`the server ended with ${child.exitCode}; its log: ${log}`);
        }
        return server.isReady();
      }, { seconds: 120, every: 100 }).catch((error) => {
        child.kill('SIGKILL');
        throw error;
      });
    },
    /** The process that was started: the launcher, which becomes the server. */
    pid: () => child.pid,
    isReady: () => answers(`${url}/readyz`),
    /** Asks it to end; resolves when it has. */
    async terminate() {
      child.kill('SIGTERM');
      await exited;
    },
    /** Ends it as a crash does. */
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      await server.terminate();
      rmSync(data, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Whether it says yes, whatever certificate it has. */
function answers(url) {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    get(url, { rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

/** An address as it stands in a URL. */
export const inUrl = (host) => (host.includes(':') ? `[${host}]` : host);

export function freeTcpPort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Below those that the kernel gives to whoever asks for any, as browsers do all the time. */
const MEDIA_PORTS = { from: 20_000, to: 32_000 };

/** A server takes one UDP port per media loop, from this one upwards, and TCP at the first: all of them are free. */
export async function freeUdpPorts(host = '127.0.0.1') {
  for (;;) {
    const port = MEDIA_PORTS.from + Math.floor(Math.random() * (MEDIA_PORTS.to - MEDIA_PORTS.from));
    const loops = Array.from({ length: os.availableParallelism() }, (_, i) => isFree(createSocket(host.includes(':') ? 'udp6' : 'udp4'), 'bind', port + i, host));
    const free = await Promise.all([isFree(createServer(), 'listen', port, host), ...loops]);
    if (free.every(Boolean)) {
      return port;
    }
  }
}

function isFree(socket, take, port, host) {
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    socket[take](port, host, () => socket.close(() => resolve(true)));
  });
}
