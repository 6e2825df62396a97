import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { probe } from '../lib/decoded.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { results } from '../lib/paths.mjs';
import { crash } from './program.mjs';

const BACK_SECONDS = 3;

export function trouble(studio) {
  test('a worker that crashes is replaced within 3 s: channels and recording go on, and so do viewers', { timeout: 150_000 }, async (t) => {
    const channel = await startNginx({ key: 'key' });
    try {
      const program = await studio.program('crash', ['red', 'blue']);
      const id = await program.addDestination('Channel', channel);
      await program.change({ live: true, recording: true });
      await program.reaches(id, 'sending');
      const viewer = await watchBytes((await program.watch()).replace('/hls/', '/flv/').replace('/index.m3u8', '.flv'));
      await letRun(4);

      const before = program.worker();
      crash(before);
      await until('the room has another worker', () => {
        try {
          return program.worker() !== before;
        } catch {
          return false;
        }
      }, { seconds: 15 });
      await program.reaches(id, 'sending', 15);
      await letRun(4);
      const { longest } = await viewer.close();
      t.diagnostic(`viewers got nothing for ${longest.toFixed(2)} s`);
      assert.ok(longest <= BACK_SECONDS, `nothing for ${longest} s`);
      assert.equal((await program.state()).output.restarts, 1);
      await program.stop();
      const recording = (await program.recordings()).find((one) => one.room === 'crash');
      assert.deepEqual(recording.files.map((file) => file.name), ['program.mp4', 'program-2.mp4']);
      for (const { name } of recording.files) {
        assert.ok((await played(program, recording, name)) > 3, name);
      }
    } finally {
      await channel.stop();
    }
  });

  test('what was recorded is there and can be played after the whole server was killed', { timeout: 150_000 }, async () => {
    const program = await studio.program('killed', ['green']);
    await program.change({ recording: true });
    await until('it grows', async () => (await program.state()).recording.bytes > 0);
    await letRun(6);
    const { recording } = await program.state();
    // As when a machine stops: a worker that outlives its server finishes the file.
    process.kill(Number(program.worker()), 'SIGKILL');
    await studio.server.kill();
    await studio.server.start();
    const listed = () => program.recordings().then((all) => all.find((one) => one.id === recording.id));
    await until('it is seen not to grow any more', async () => (await listed()).state === 'interrupted', { seconds: 30 });
    const seconds = await played(program, await listed(), 'program.mp4');
    assert.ok(seconds >= recording.millis / 1000 - 2, `${seconds} s of ${recording.millis} ms`);
    await program.ask('DELETE', `/api/recordings/${encodeURIComponent(recording.id)}`);
    assert.equal(await listed(), undefined);
  });
}

/** How many seconds of picture ffprobe finds in a file. */
async function played(program, recording, name) {
  const file = path.join(results, `live-${recording.room}-${name}`);
  writeFileSync(file, await program.download(recording.id, name));
  const { pictures } = probe(file);
  return pictures.at(-1).pts - pictures[0].pts;
}

/** Reads an endless answer and notes how long at most nothing came. */
export async function watchBytes(url) {
  const abort = new AbortController();
  const answer = await fetch(url, { signal: abort.signal });
  assert.equal(answer.status, 200, url.replace(/t=.*/, 't=…'));
  let last = performance.now();
  let longest = 0;
  let bytes = 0;
  const note = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const ended = (async () => {
    for await (const chunk of answer.body) {
      note();
      bytes += chunk.length;
    }
  })().catch(() => {});
  return {
    async close() {
      note();
      abort.abort();
      await ended;
      return { longest: longest / 1000, bytes };
    },
  };
}
