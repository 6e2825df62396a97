// Software that is no browser publishes into a room and watches it, all of it in one meeting with a browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { letRun, until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';
import { results, root } from '../lib/paths.mjs';
import { startServer } from '../lib/server.mjs';
import { keyId, secret, token } from '../lib/tokens.mjs';
import { needFfmpeg, publish } from './ffmpeg.mjs';

/** How long media has to flow; everything runs at the same time. */
const SECONDS = 90;

const room = 'studio';
const adminToken = 'the admin token of the suite';
const script = (name) => path.join(root, 'e2e', 'foreign', name);

/** Programs that are still running. */
const running = new Set();

/** Starts a program that prints a line of JSON each second; `last` is the latest. */
function counting(name, command, ...parameters) {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', openSync(path.join(results, `${name}.log`), 'w')] });
  const program = watched(name, child);
  let rest = '';
  child.stdout.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    const line = lines.findLast((text) => text.startsWith('{'));
    program.last = line ? JSON.parse(line) : program.last;
  });
  return program;
}

function watched(name, child) {
  const program = { name, child, last: {}, ended: new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1))) };
  running.add(program);
  program.ended.then((code) => {
    program.code = code;
    running.delete(program);
  });
  return program;
}

/** Waits until what was on its way to a decoder is decoded, two reports in a row being the same; how many pictures it has. */
async function standing(decoder) {
  let report = decoder.last;
  await until(() => `nothing is decoded any more; ${JSON.stringify(decoder.last)}`, async () => {
    const before = report;
    report = await until('a report comes', () => decoder.last !== before && decoder.last);
    return report.video === before.video;
  }, { seconds: 10 });
  return report.video;
}

const stop = async (program, how = 'SIGTERM') => {
  program.child.kill(how);
  await program.ended;
};

describe('foreign', { concurrency: 1 }, () => {
  let server;
  before(async () => {
    needFfmpeg();
    server = await startServer({ name: 'foreign', environment: { SLUICE_AUTH_KEYS: `${keyId}:${secret}`, SLUICE_AUTH_ADMIN_TOKEN: adminToken } });
  });
  afterEach(async () => {
    await Promise.all([...running].map((program) => stop(program, 'SIGKILL')));
    await Participant.closeAll();
  });
  after(async () => {
    await closeBrowsers();
    await server.stop();
  });

  const pass = (identity, name = identity, rights = {}) => token({ room, identity, name, ...rights });

  test(`ffmpeg, GStreamer and werift meet a browser for ${SECONDS} s`, { timeout: 330_000 }, async () => {
    const anna = await Participant.open('Anna', 'blue');
    await anna.join(server, room, { fragment: `#t=${pass('anna', 'Anna', { roomAdmin: true })}` });

    const programs = [];
    const state = () => programs.map((one) => `${one.name} ${one.code ?? 'runs'} ${JSON.stringify(one.last)}`).join('; ');
    const encoder = watched('ffmpeg', publish({ url: `${server.url}/whip/${room}`, token: pass('encoder', 'Encoder'), log: 'foreign-ffmpeg.log' }));
    const publisher = counting('foreign-publisher', process.execPath, script('peer.mjs'), 'publish', `${server.url}/whip/${room}`, pass('werift', 'Werift'));
    programs.push(encoder, publisher);
    await until(async () => `both publishers are seen; ${state()}; ${JSON.stringify(await anna.tiles())}`,
      async () => (await anna.tileOf('Encoder'))?.shown && (await anna.tileOf('Werift'))?.shown, { seconds: 40 });

    const decoder = counting('foreign-decoder', '/usr/bin/python3', script('viewer.py'), `${server.url}/whep/${room}?participant=encoder`, pass('player'));
    const viewer = counting('foreign-viewer', process.execPath, script('peer.mjs'), 'view', `${server.url}/whep/${room}?participant=Anna`, pass('watcher'));
    const speaker = counting('foreign-speaker', process.execPath, script('peer.mjs'), 'view', `${server.url}/whep/${room}`, pass('audience'));
    programs.push(decoder, viewer, speaker);
    await until(() => `the viewers get pictures; ${state()}`, () => decoder.last.video > 0 && viewer.last.frames > 0 && speaker.last.frames > 0, { seconds: 40 });
    const look = async () => ({
      encoder: await anna.tileOf('Encoder'), werift: await anna.tileOf('Werift'), heard: await anna.inbound(),
      decoder: { ...decoder.last }, viewer: { ...viewer.last }, speaker: { ...speaker.last }, sent: publisher.last.frames,
    });
    const first = await look();
    let before = first;
    for (let passed = 0; passed < SECONDS; passed += 15) {
      await letRun(15);
      const now = await look();
      for (const [name, old, frames] of [
        ['Encoder in the browser', before.encoder.frames, now.encoder.frames], ['Werift in the browser', before.werift.frames, now.werift.frames],
        ['Encoder in GStreamer', before.decoder.video, now.decoder.video], ['Anna in werift', before.viewer.frames, now.viewer.frames],
          ['whoever speaks in werift', before.speaker.frames, now.speaker.frames],
      ]) {
        // 15 pictures a second on a machine that also encodes and decodes all of them; a quarter of that is no standstill.
        assert.ok(frames - old >= 15 * 15 * 0.25, `${name}: ${frames - old} pictures in 15 s; ${state()}`);
      }
      before = now;
    }
    const rate = (from, to) => ((to - from) / SECONDS).toFixed(1);
    console.log(`pictures per second over ${SECONDS} s: ffmpeg to Chromium ${rate(first.encoder.frames, before.encoder.frames)} (${before.encoder.codec}), `
      + `werift to Chromium ${rate(first.werift.frames, before.werift.frames)} (${before.werift.codec}), ffmpeg to GStreamer ${rate(first.decoder.video, before.decoder.video)}, `
      + `Chromium to werift ${rate(first.viewer.frames, before.viewer.frames)} (${before.viewer.lost} packets lost)`);
    assert.ok(before.werift.frames - first.werift.frames >= 0.8 * (before.sent - first.sent), `of ${before.sent - first.sent} pictures of werift ${before.werift.frames - first.werift.frames} were decoded`);
    assert.equal(before.encoder.codec, 'video/H264');
    assert.equal(before.werift.codec, 'video/VP8');
    assert.equal(before.decoder.width, 640, 'GStreamer decodes the picture that ffmpeg sends');
    assert.ok(before.heard.audioEnergy > first.heard.audioEnergy, 'the browser hears the publishers');
    assert.ok(before.decoder.audio - first.decoder.audio > SECONDS * 25, 'GStreamer hears ffmpeg');
    assert.ok(before.viewer.audio - first.viewer.audio > SECONDS * 10, 'werift hears the browser');
    assert.ok(before.speaker.audio - first.speaker.audio > SECONDS * 10, 'werift hears who speaks');
    assert.deepEqual(await names(), ['Anna', 'Encoder', 'Werift'], 'viewers are nobody');

    // Each goes in its own way.
    await stop(publisher);
    await until('a DELETE takes Werift out', async () => !(await names()).includes('Werift'), { seconds: 5 });
    const { participant } = (await anna.received()).findLast((one) => one.type === 'participantJoined' && one.participant.name === 'Encoder');
    await anna.forge({ type: 'remove', participant: participant.id });
    await until('a removed encoder is out', async () => !(await names()).includes('Encoder'), { seconds: 5 });
    const stopped = await standing(decoder);
    await letRun(3);
    assert.equal(decoder.last.video, stopped, 'nothing of it flows on');
    assert.equal(decoder.code, undefined, 'its viewer waits for it to come back');
    const { frames, audio } = speaker.last;
    await until(() => `who wants the speaker gets Anna, the last one here; ${state()}`,
      () => speaker.last.frames >= frames + 30 && speaker.last.audio > audio, { seconds: 20 });

    const again = watched('ffmpeg', publish({ url: `${server.url}/whip/${room}`, token: pass('encoder', 'Encoder'), log: 'foreign-ffmpeg-again.log' }));
    await until('the viewer follows it when it comes back', () => decoder.last.video > stopped + 45, { seconds: 25 });
    const killed = performance.now();
    await stop(again, 'SIGKILL');
    await until('a killed encoder leaves no ghost', async () => !(await names()).includes('Encoder'), { seconds: 40, every: 250 });
    console.log(`a killed encoder was gone after ${((performance.now() - killed) / 1000).toFixed(1)} s`);
    await Promise.all([decoder, viewer, speaker].map((program) => stop(program)));
  });

  async function names() {
    const lists = await fetch(`${server.url}/api/rooms`, { headers: { Authorization: `Bearer ${adminToken}` } }).then((answer) => answer.json());
    return (lists.rooms.find((one) => one.name === room)?.names ?? []).toSorted();
  }
});
