// A receiver that is no platform: ffmpeg listens, and gets a picture that stands still.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { probe } from '../lib/decoded.mjs';
import { results } from '../lib/paths.mjs';
import { freeTcpPort } from '../lib/server.mjs';

const RATE = 30;

/** From the wish to the state: three seconds of proof, and what a worker and a connection take. */
const MOST_SECONDS = 8;

/** What /proc/net/tcp calls the state of a socket that listens. */
const LISTENING = '0A';

export function listener(studio) {
  test('ffmpeg that listens gets a board and silence, and is known soon to get them', { timeout: 90_000 }, async (t) => {
    const program = await studio.program('board', ['red']);
    const { scene } = await program.state();
    await program.change({ scene: { ...scene, slate: 'waiting', muted: true } });
    await letRun(2); // the large pictures before it are gone
    const port = await freeTcpPort();
    const file = path.join(results, 'live-listener.flv');
    const ffmpeg = spawn('ffmpeg', [
      '-v', 'error', '-nostdin', '-y', '-listen', '1', '-f', 'flv', '-i', `rtmp://127.0.0.1:${port}/live/key`, '-c', 'copy', file,
    ], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = once(ffmpeg, 'exit');
    try {
      await until('it listens', () => listens(port));
      const id = await program.addDestination('Listener', { url: `rtmp://127.0.0.1:${port}/live`, key: 'key' });
      const begun = performance.now();
      await program.change({ live: true });
      const { sentBytes } = await program.reaches(id, 'sending', MOST_SECONDS);
      t.diagnostic(`sending after ${((performance.now() - begun) / 1_000).toFixed(1)} s and ${sentBytes} bytes`);
      await letRun(3);
      await program.stop();
      await ended;
      const got = probe(file);
      assert.deepEqual(got.streams.map((one) => one.codec_name).sort(), ['aac', 'h264']);
      assert.ok(got.pictures.length > 4 * RATE, `${got.pictures.length} pictures`);
    } finally {
      ffmpeg.kill('SIGKILL');
      rmSync(file, { force: true });
    }
  });
}

/** Whether somebody listens at a TCP port here, as the kernel says: to try would take the place of the one caller. */
function listens(port) {
  const place = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'latin1').split('\n').some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return state === LISTENING && local.endsWith(place);
  });
}
