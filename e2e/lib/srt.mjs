// A channel by SRT: ffmpeg listens, asks for a passphrase, and keeps what it is sent as a transport stream.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freeUdpPorts } from './server.mjs';

const HOST = '127.0.0.1';

/** Starts one. It takes one caller; after that it has to be started again. */
export async function startSrt({ passphrase }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-srt-'));
  const port = await freeUdpPorts(HOST);
  const log = path.join(folder, 'log');
  const records = [];
  let child;
  let gone;

  const listener = {
    url: `srt://${HOST}:${port}?passphrase=${encodeURIComponent(passphrase)}&latency=120&pbkeylen=32`,
    port,
    /** What came, a file for each start, the oldest first. */
    records: () => records.filter((file) => existsSync(file)),
    /** Bytes of the latest file. */
    received: () => (existsSync(records.at(-1)) ? statSync(records.at(-1)).size : 0),
    log: () => readFileSync(log, 'utf8'),
    start() {
      const file = path.join(folder, `${records.length}.ts`);
      records.push(file);
      const out = openSync(log, 'a');
      // Apart from its URL, in which not every version reads a % as what it stands for.
      const options = ['-mode', 'listener', '-passphrase', passphrase];
      child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...options, '-i', `srt://${HOST}:${port}`, '-c', 'copy', '-flush_packets', '1', file], { stdio: ['ignore', out, out] });
      closeSync(out);
      gone = once(child, 'exit');
    },
    /** Ends it as a crash does: the other side is told nothing. */
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    /** Waits until it has written all it got from a caller who said goodbye. */
    async written() {
      await gone;
    },
    async stop() {
      await listener.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  listener.start();
  return listener;
}
