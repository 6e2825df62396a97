// One participant's H.264 goes out as it comes: what a channel gets is, bit by bit, what was sent.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { beginnings, median, pictures, probe } from '../lib/decoded.mjs';
import { faces } from '../lib/media.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { results } from '../lib/paths.mjs';
import { token } from '../lib/tokens.mjs';
import { cpuSeconds, FLASH, PERIOD, Program } from './program.mjs';
import { publishFile } from '../foreign/ffmpeg.mjs';

const FACE = 'green';
const SECONDS = 40;
const RATE = 25;
const LIP_SYNC_SECONDS = 0.045;

/** Sound and picture are in time from then on: at its start a worker learns how late either comes. */
const SETTLED_SECONDS = 10;
const RECORDED_SECONDS = 25;

/** Of one processor, as long as it sends. */
const MOST_CPU_PERCENT = 12;

export function passthrough(studio) {
  test('one person\'s H.264 goes out untouched, with its sound in time, for little work', { timeout: 150_000 }, async (t) => {
    const source = record();
    const channel = await startNginx({ key: 'key' });
    try {
      const room = 'untouched';
      studio.publishers.add(publishFile({
        url: `${studio.server.url}/whip/${room}`, token: token({ room, identity: FACE, name: FACE }), log: 'live-passthrough.log', file: source,
      }));
      const program = new Program(studio.server, room);
      await until('the publisher is there', async () => (await program.ask('GET', '/api/rooms')).rooms.find((one) => one.name === room)?.participants === 1, { seconds: 30 });
      await program.start({ passthrough: true });
      const id = await program.addDestination('Channel', channel);
      await program.change({ live: true, recording: true });
      await program.reaches(id, 'sending');
      const worker = program.worker();
      const before = { at: performance.now() / 1000, cpu: cpuSeconds(worker) };
      await until(`${RECORDED_SECONDS} s are recorded`, async () => (await program.state()).recording.millis > RECORDED_SECONDS * 1000, { seconds: 45 });
      const cpuPercent = ((cpuSeconds(worker) - before.cpu) / (performance.now() / 1000 - before.at)) * 100;
      const { output, reason, passthrough: asked } = await program.state();
      assert.ok(asked);
      assert.equal(reason, '', 'nothing is missing');
      t.diagnostic(`worker: ${cpuPercent.toFixed(1)} % of a processor, ${Math.round(output.residentBytes / 1e6)} MB`);
      assert.ok(cpuPercent <= MOST_CPU_PERCENT, `${cpuPercent} % of a processor`);
      await program.stop();

      const recording = (await program.recordings()).find((one) => one.room === room);
      const kept = path.join(results, 'live-passthrough.mp4');
      writeFileSync(kept, await program.download(recording.id, recording.files[0].name));
      for (const file of [channel.records()[0], kept]) {
        const got = probe(file);
        assert.deepEqual(got.streams.map((one) => one.codec_name).sort(), ['aac', 'h264']);
        assert.ok(got.pictures.length > 10 * RATE, `${got.pictures.length} pictures`);
        isSameAs(slices(source), slices(file), t);
        isInTime(file, got, t);
      }
    } finally {
      await channel.stop();
      rmSync(source, { force: true });
    }
  });
}

/** A flash and a tone in each period, in H.264 as browsers send it. */
function record() {
  const { colour, tone } = faces[FACE];
  const flash = `lt(mod(t\\,${PERIOD})\\,${FLASH})`;
  const file = path.join(results, 'live-passthrough-source.mkv');
  execFileSync('ffmpeg', [
    '-v', 'error', '-nostdin', '-y',
    '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${RATE},drawbox=color=${colour.replace('#', '0x')}@0.8:t=fill,drawbox=c=white:t=fill:enable='${flash}'`,
    '-f', 'lavfi', '-i', `aevalsrc=0.3*sin(2*PI*${tone}*t)*${flash}:sample_rate=48000`,
    '-t', String(SECONDS), '-pix_fmt', 'yuv420p',
    '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'veryfast', '-tune', 'zerolatency', '-b:v', '600k', '-g', String(RATE),
    '-c:a', 'libopus', '-ac', '2', '-b:a', '64k', file,
  ]);
  return file;
}

/** A hash of each coded picture's slices, in order. */
function slices(file) {
  const stream = `${file}.h264`;
  execFileSync('ffmpeg', ['-v', 'fatal', '-nostdin', '-y', '-i', file, '-map', '0:v', '-c', 'copy', '-bsf:v', 'h264_mp4toannexb,filter_units=pass_types=1-5', '-f', 'h264', stream]);
  const bytes = readFileSync(stream);
  rmSync(stream);
  const found = [];
  let start = bytes.indexOf('000001', 0, 'hex');
  while (start >= 0) {
    const next = bytes.indexOf('000001', start + 3, 'hex');
    let end = next < 0 ? bytes.length : next;
    while (bytes[end - 1] === 0) {
      end--; // of a longer start code
    }
    found.push(createHash('sha256').update(bytes.subarray(start + 3, end)).digest('hex'));
    start = next;
  }
  return found;
}

/** All that was got was sent, in the same order and without a hole. */
function isSameAs(sent, got, t) {
  const first = sent.indexOf(got[0]);
  assert.ok(first >= 0, 'the first slice was sent');
  assert.deepEqual(got, sent.slice(first, first + got.length));
  t.diagnostic(`${got.length} slices are the same, from the ${first}th that was sent on`);
}

/** The beginning of each tone belongs to that of a flash. */
function isInTime(file, got, t) {
  const frames = pictures(file);
  const times = got.pictures.map((picture) => picture.pts).sort((a, b) => a - b);
  const bright = (i) => Math.min(...frames.at(i, 0.5, 0.5)) > 200;
  const flashes = times.slice(1).filter((time, i) => time > times[0] + SETTLED_SECONDS && bright(i + 1) && !bright(i));
  const { times: beeps } = beginnings(file, faces[FACE].tone, got.sounds[0].pts);
  const apart = flashes.flatMap((flash) => beeps.map((beep) => beep - flash).filter((gap) => Math.abs(gap) < PERIOD / 4));
  assert.ok(apart.length >= 4, `${flashes.length} flashes, ${beeps.length} tones`);
  t.diagnostic(`sound after picture by a median of ${(median(apart) * 1000).toFixed(0)} ms of ${apart.map((one) => (one * 1000).toFixed(0))}`);
  assert.ok(Math.abs(median(apart)) < LIP_SYNC_SECONDS, `sound after picture by ${median(apart)} s`);
}
