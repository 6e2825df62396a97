// A channel: nginx with its RTMP module, which keeps what it is sent as FLV and asks us about each key.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './conditions.mjs';
import { freeTcpPort } from './server.mjs';

const HOST = '127.0.0.1';

/** Starts one; publishers with another key than `key` are refused. */
export async function startNginx({ key }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-nginx-'));
  const records = path.join(folder, 'records');
  mkdirSync(records, { mode: 0o777 });
  const port = await freeTcpPort(HOST);
  const asked = [];
  const judge = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', () => {
      const name = new URLSearchParams(body).get('name');
      asked.push(name);
      response.writeHead(name === key ? 200 : 403).end();
    });
  });
  await new Promise((resolve) => { judge.listen(0, HOST, resolve); });
  const configuration = path.join(folder, 'nginx.conf');
  writeFileSync(configuration, `
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
daemon off;
worker_processes 1;
${process.getuid() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 64; }
rtmp {
  server {
    listen ${HOST}:${port};
    application live {
      live on;
      wait_key on;
      record all;
      record_path ${records};
      record_unique on;
      on_publish http://${HOST}:${judge.address().port}/;
    }
  }
}
`);

  let child;
  let gone;
  const nginx = {
    url: `rtmp://${HOST}:${port}/live`,
    key,
    /** The keys that publishers came with. */
    asked,
    /** What was published, a file for each time, the oldest first. */
    records: () => readdirSync(records).sort().map((name) => path.join(records, name)),
    async start() {
      child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', configuration], { stdio: 'ignore' });
      gone = once(child, 'exit');
      await until(`nginx answers; its log: ${folder}/error.log`, () => answers(port));
    },
    /** Ends it as a crash does, with its workers. */
    async kill() {
      child.kill('SIGTERM'); // its master ends the workers, and with them every connection, at once
      await gone;
    },
    async stop() {
      await nginx.kill();
      judge.closeAllConnections();
      judge.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await nginx.start();
  return nginx;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, HOST, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
