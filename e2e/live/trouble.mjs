import assert from 'node:assert/strict';
import { appendFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { decode, hashed, probe } from '../lib/decoded.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';
import { watchStalls } from '../lib/stalls.mjs';
import { token } from '../lib/tokens.mjs';
import { crash } from './program.mjs';

const BACK_SECONDS = 3;

/** What of a recording is not in its file yet when a worker dies is lost too. */
const UNWRITTEN_SECONDS = 1;

/** What a worker that comes up on a starved machine takes from others is no interruption; who reconnects is away for longer. */
const UNNOTICED_MS = { picture: 1_500, sound: 1_000, answer: 1_000 };

export function trouble(studio) {
  test('a worker that crashes is replaced within 3 s: channels, recording and viewers go on, and the meeting notices nothing', { timeout: 150_000 }, async (t) => {
    const channel = await startNginx({ key: 'key' });
    const watched = path.join(results, 'live-crash-watched.flv');
    try {
      const ben = await Participant.open('Ben', 'green', { viewport: { width: 480, height: 360 } });
      await ben.join(studio.server, 'crash', { fragment: `#t=${token({ room: 'crash', identity: 'ben', name: 'Ben' })}` });
      ['red', 'blue'].forEach((face) => studio.publish('crash', face));
      const program = await studio.begun('crash', 3);
      const id = await program.addDestination('Channel', channel);
      await program.change({ live: true, recording: true });
      await program.reaches(id, 'sending');
      const viewer = await watchBytes((await program.watch()).replace('/hls/', '/flv/').replace('/index.m3u8', '.flv'), watched);
      const meeting = await watchMeeting(studio.server, program, ben);
      await letRun(4);

      const before = program.worker();
      const arriving = watchGrowth(() => channel.records().reduce((sum, file) => sum + statSync(file).size, 0));
      crash(before);
      await until('the room has another worker', () => {
        try {
          return program.worker() !== before;
        } catch {
          return false;
        }
      }, { seconds: 15 });
      await until('the channel is published to again', () => channel.records().length === 2, { seconds: 15 });
      await program.reaches(id, 'sending', 15);
      await letRun(2);
      await meeting.unnoticed(t);
      const gaps = { viewers: (await viewer.close()).longest, 'the channel': arriving.longest() };
      assert.equal((await program.state()).output.restarts, 1);
      await program.stop();

      const recording = (await program.recordings()).find((one) => one.room === 'crash');
      assert.deepEqual(recording.files.map((file) => file.name), ['program.mp4', 'program-2.mp4']);
      const kept = [];
      for (const { name } of recording.files) {
        assert.ok((await played(program, recording, name)) > 3, name);
        kept.push(path.join(results, `live-crash-${name}`));
      }
      assert.equal(channel.records().length, 2);
      [...kept, ...channel.records()].forEach(decode);
      gaps['the pictures of the channel'] = gapBetween(watched, ...channel.records());
      const lost = gapBetween(watched, ...kept);
      t.diagnostic(`${Object.entries(gaps).map(([what, gap]) => `${what}: nothing for ${gap.toFixed(2)} s`).join('; ')}; ${lost.toFixed(2)} s are in no part of the recording`);
      for (const [what, gap] of Object.entries(gaps)) {
        assert.ok(gap <= BACK_SECONDS, `${what}: nothing for ${gap} s`);
      }
      assert.ok(lost <= BACK_SECONDS + UNWRITTEN_SECONDS, `${lost} s were not recorded`);
    } finally {
      await channel.stop();
      rmSync(watched, { force: true });
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

/** How long something that grows all the time stood still at most. */
function watchGrowth(size) {
  let last = performance.now();
  let longest = 0;
  let before = size();
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    const now = size();
    if (now > before) {
      [before, last] = [now, performance.now()];
    }
  };
  const timer = setInterval(look, 25).unref();
  return {
    longest() {
      clearInterval(timer);
      look();
      return longest / 1000;
    },
  };
}

/** So many pictures in a row are coded like no others: a still picture alone may be like one before. */
const RUN = 20;

/** What of a program, of which `film` has all, is in neither of two files: from the last picture of one to the first of the other. */
function gapBetween(film, before, after) {
  const pictures = hashed(film);
  const at = (wanted, what) => {
    const found = pictures.findIndex((_, i) => wanted.every(({ hash }, n) => hash === pictures[i + n]?.hash));
    assert.ok(found >= 0, `${what} is in what was watched`);
    return found;
  };
  const [end, beginning] = [hashed(before).slice(-RUN), hashed(after).slice(0, RUN)];
  return pictures[at(beginning, 'the second part')].pts - pictures[at(end, 'the first part') + end.length - 1].pts;
}

/** What the meeting has of a program's trouble: a person's media, who is there, and how soon the server answers. */
async function watchMeeting(server, program, person) {
  const present = async () => {
    const { rooms } = await program.ask('GET', '/api/rooms');
    return rooms.find((one) => one.name === program.room);
  };
  const connections = () => person.page.evaluate(() => [window.__probe.connections.length, window.__probe.sockets.length]);
  const before = { pid: server.pid(), id: await person.id(), offers: await person.offers(), connections: await connections(), people: (await present()).participants };
  await person.watchMedia();
  const stalls = watchStalls();
  let slowest = 0;
  let missing = 0;
  let over = false;
  const asking = (async () => {
    while (!over) {
      const asked = performance.now();
      const stood = stalls.total();
      const { participants } = await present();
      slowest = Math.max(slowest, performance.now() - asked - (stalls.total() - stood));
      missing = Math.max(missing, before.people - participants);
      await letRun(0.05);
    }
  })().catch((error) => error);
  return {
    async unnoticed(t) {
      over = true;
      assert.equal(await asking, undefined, 'the server answers');
      await stalls.end();
      const seen = { ...(await person.interruption()), answer: { gap: Math.round(slowest) } };
      t.diagnostic(`longest without, in ms: ${JSON.stringify(seen)}`);
      for (const [what, most] of Object.entries(UNNOTICED_MS)) {
        assert.ok(seen[what].gap <= most, `${what}: nothing for ${seen[what].gap} ms`);
      }
      assert.equal(missing, 0, 'nobody left');
      const after = { pid: server.pid(), id: await person.id(), offers: await person.offers(), connections: await connections(), people: (await present()).participants };
      assert.deepEqual(after, before);
    },
  };
}

/** Reads an endless answer into a file and notes how long at most nothing came. */
async function watchBytes(url, file) {
  const abort = new AbortController();
  const answer = await fetch(url, { signal: abort.signal });
  assert.equal(answer.status, 200, url.replace(/t=.*/, 't=…'));
  let last = performance.now();
  let longest = 0;
  writeFileSync(file, '');
  const note = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const ended = (async () => {
    for await (const chunk of answer.body) {
      note();
      appendFileSync(file, chunk);
    }
  })().catch(() => {});
  return {
    async close() {
      note();
      abort.abort();
      await ended;
      return { longest: longest / 1000 };
    },
  };
}
