import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { beginnings, decode, loudness, median, missing, pictures, probe } from '../lib/decoded.mjs';
import { faces } from '../lib/media.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { faceOf, Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';
import { watchStalls } from '../lib/stalls.mjs';
import { token } from '../lib/tokens.mjs';
import { tell } from './lamps.mjs';
import { FPS, PERIOD, TOLD_MS } from './program.mjs';

const SECONDS = 60;
const BEFORE_SECONDS = 12;
const OUTAGE_SECONDS = 10;

/** Sound is cut into pieces of 21 ms: not one may be missing. Of pictures a starved machine leaves some out, and says so. */
const GAP_SECONDS = { pictures: 0.5, sounds: 0.04 };
const MOST_MISSING = 0.01;
const KEYFRAME_SECONDS = 2;
const LIP_SYNC_SECONDS = 0.045;
const RECORDED_SECONDS = 20;

export function channels(studio) {
  test('for 60 s a lesson goes out to two channels and a file; one channel is gone for 10 s, a third rejects a wrong key and is never called live, and neither the other nor the file has a gap', { timeout: 240_000 }, async (t) => {
    const [steady, shaky] = [await startNginx({ key: 'steady' }), await startNginx({ key: 'shaky' })];
    try {
      const program = await studio.program('lesson', ['red', 'green', 'blue']);
      const ids = { steady: await program.addDestination('Steady', steady), shaky: await program.addDestination('Shaky', shaky) };
      const skippedBefore = await program.keepsUp();
      const stalls = watchStalls();
      await program.change({ live: true, recording: true });
      await Promise.all(Object.values(ids).map((id) => program.reaches(id, 'sending')));
      const begun = performance.now();
      const runUntil = (second) => letRun(Math.max(0, second - (performance.now() - begun) / 1000));

      await refusesAddresses(program);
      await rejectsKey(program, steady);
      await runUntil(BEFORE_SECONDS);
      await shaky.kill();
      await program.reaches(ids.shaky, 'retrying', 10);
      await letRun(OUTAGE_SECONDS);
      assert.equal((await program.destination(ids.steady)).state, 'sending');
      await shaky.start();
      await program.reaches(ids.shaky, 'sending', 25);
      await runUntil(SECONDS + TOLD_MS / 1000);
      const { output, destinations } = await program.state();
      t.diagnostic(`worker: ${output.cpuPercent} % of a processor, ${Math.round(output.residentBytes / 1e6)} MB, ${output.skippedPictures} of ${output.pictures} pictures left out`);
      assert.equal(destinations.find((one) => one.id === ids.steady).retry, 0);
      await program.stop();
      const slow = { skipped: output.skippedPictures - skippedBefore, stalls: await stalls.end() };

      const [file] = steady.records();
      assert.equal(steady.records().length, 1, 'the steady channel was published to once');
      assert.ok(shaky.records().length >= 2, 'the shaky one twice');
      const sent = probe(file);
      isWhole(sent, slow, t);
      assert.deepEqual(sent.streams.map((one) => one.codec_name).sort(), ['aac', 'h264']);
      showsEverybody(file, t);
      everybodyIsInTime(file, sent, t);
      for (const record of shaky.records()) {
        isInOrder(probe(record));
        decode(record);
      }

      const recording = (await program.recordings()).find((one) => one.room === 'lesson');
      assert.equal(recording.state, 'finished');
      const kept = path.join(results, 'live-lesson.mp4');
      writeFileSync(kept, await program.download(recording.id, recording.files[0].name));
      isWhole(probe(kept), slow, t);
      decode(kept);
      assert.ok(Math.abs(recording.millis / 1000 - duration(probe(kept).pictures)) < 0.5, `listed as ${recording.millis} ms`);
    } finally {
      await Promise.all([steady.stop(), shaky.stop()]);
    }
  });
}

/** A key that the channel does not know is rejected in its words, and never called live. */
async function rejectsKey(program, channel) {
  const id = await program.addDestination('Wrong', { url: channel.url, key: 'wrong' });
  const seen = new Set();
  const rejected = await until(() => `it is rejected; seen: ${[...seen]}`, async () => {
    const now = await program.destination(id);
    seen.add(now.state);
    return now.state === 'rejected' && now;
  }, { seconds: 30 });
  assert.ok(!seen.has('sending') && !seen.has('confirmed'), [...seen].join());
  assert.ok(rejected.words.length > 0 && !rejected.words.includes('wrong'), rejected.words);
  assert.ok(channel.asked.includes('wrong'));
}

/** A private address, or what is none, is refused when it is entered. */
async function refusesAddresses(program) {
  for (const url of ['rtmp://10.1.2.3/live', 'rtmp://[fd00::1]/live', 'rtmp://169.254.169.254/live', 'http://example.org/live', 'file:///etc/passwd']) {
    await assert.rejects(program.addDestination('Forbidden', { url, key: 'k' }), /bad_destination/, url);
  }
}

export function browsers(studio) {
  test('three browsers stand in the picture of the recording, each in its colour, and are heard in its sound; each sees by its lamps what is really sent', { timeout: 180_000 }, async (t) => {
    const people = [];
    for (const [name, face] of [['Anna', 'red'], ['Ben', 'green'], ['王小明', 'blue']]) {
      const person = await Participant.open(name, face, { viewport: { width: 360, height: 640 } });
      people.push(await person.join(studio.server, 'browsers', { fragment: `#t=${token({ room: 'browsers', identity: face, name })}` }));
    }
    const channel = await startNginx({ key: 'key' });
    let program;
    let output;
    try {
      program = await studio.begun('browsers', 3);
      await tell(program, channel, people, async () => {
        await until('20 s are recorded', async () => (await program.state()).recording.millis > RECORDED_SECONDS * 1000, { seconds: 60 });
        ({ output } = await program.state());
      });
    } finally {
      await channel.stop();
    }
    t.diagnostic(`worker: ${output.cpuPercent} % of a processor, ${output.skippedPictures} of ${output.pictures} pictures left out`);

    const recording = (await program.recordings()).find((one) => one.room === 'browsers');
    const file = path.join(results, 'live-browsers.mp4');
    writeFileSync(file, await program.download(recording.id, recording.files[0].name));
    const sent = probe(file);
    isInOrder(sent);
    showsEverybody(file, t);
    const heard = (face) => loudness(file, faces[face].tone);
    const quietest = Math.min(...SEEN.map(heard));
    const nobody = Math.max(...['yellow', 'magenta'].map(heard)); // what the others' tones leak at their edges
    t.diagnostic(`the quietest of three tones ${quietest.toFixed(3)}, one that nobody sends ${nobody.toFixed(3)}`);
    assert.ok(quietest > 4 * nobody, `${quietest} to ${nobody}`);
  });
}

const duration = (packets) => packets.at(-1).pts - packets[0].pts;

/** No time comes twice, or after a later one. */
export function isInOrder({ pictures: frames, sounds }) {
  for (const track of [frames, sounds]) {
    for (let i = 1; i < track.length; i++) {
      assert.ok(track[i].dts > track[i - 1].dts, `time stands still or goes back at ${track[i].dts}, after ${track[i - 1].dts}`);
    }
  }
  assert.ok(frames[0].keyframe);
}

/** The longest time from one of these packets to the next. */
function longestGap(packets) {
  const times = packets.map((packet) => packet.pts).sort((a, b) => a - b);
  return Math.max(...times.slice(1).map((time, i) => time - times[i]));
}

/**
 * Thirty pictures a second and sound without a hole, a keyframe every two seconds, for all the time. No picture is missing
 * but what a slow machine left out, as was told up to a time after the last of the first minute.
 */
function isWhole(sent, slow, t) {
  isInOrder(sent);
  const seconds = duration(sent.pictures);
  const absent = missing(sent.pictures.filter(({ pts }) => pts <= sent.pictures[0].pts + SECONDS), FPS);
  const apart = longestFromKeyframe(sent.pictures);
  t.diagnostic(`${sent.pictures.length} pictures and ${sent.sounds.length} sounds in ${seconds.toFixed(1)} s without an error in time, ${absent} missing of ${slow.skipped} told, keyframes at most ${apart.toFixed(2)} s before a picture`);
  assert.ok(seconds >= SECONDS && duration(sent.sounds) >= SECONDS, `only ${seconds} s of pictures, ${duration(sent.sounds)} s of sound`);
  assert.ok(absent <= slow.skipped, `${absent} pictures are missing, of ${slow.skipped} the machine was too slow for`);
  assert.ok(absent - (slow.stalls.total / 1000) * FPS <= MOST_MISSING * SECONDS * FPS, `${absent} pictures are missing, while the machine stood still for ${slow.stalls.total} ms`);
  assert.ok(apart <= KEYFRAME_SECONDS, `a picture ${apart} s after its keyframe`);
  hasNoGap(sent, slow.stalls, t);
}

/** Without a gap but those of a machine that stood still. */
export function hasNoGap(sent, stalls, t) {
  const gaps = { pictures: longestGap(sent.pictures) - stalls.longest / 1000, sounds: longestGap(sent.sounds) };
  t.diagnostic(`longest gap of pictures ${(gaps.pictures * 1000).toFixed(0)} ms without a standstill of ${stalls.longest.toFixed(0)} ms, of sounds ${(gaps.sounds * 1000).toFixed(0)} ms`);
  for (const [what, most] of Object.entries(GAP_SECONDS)) {
    assert.ok(gaps[what] < most, `${what}: a gap of ${gaps[what]} s`);
  }
}

/** How long at most a picture is shown after the keyframe that it builds on. */
function longestFromKeyframe(frames) {
  let last = -Infinity;
  return Math.max(...frames.map(({ pts, keyframe }) => {
    last = keyframe ? pts : last;
    return pts - last;
  }));
}

/** What is around the tiles has a colour too, but a dark one. */
const BRIGHT = 130;

/** Where each face is, in a picture in which nobody flashes. */
export function placesOf(frames, i) {
  const places = new Map();
  for (let y = 0.1; y < 1; y += 0.1) {
    for (let x = 0.05; x < 1; x += 0.05) {
      const colour = frames.at(i, x, y);
      const face = faceOf(colour);
      if (face && Math.max(...colour) > BRIGHT) {
        places.set(face, [...(places.get(face) ?? []), [x, y]]);
      }
    }
  }
  return places;
}

const SEEN = ['red', 'green', 'blue'];

/** Where three stand in a grid, from left and top; each has half of the picture's width and height. */
const TILES = [[0, 0], [0.5, 0], [0.25, 0.5]];

/** What a look at the edge of a tile may take for the inside or the outside. */
const EDGE = 0.04;

/** Of the 36 points inside a tile, those that a name and a moving square leave; and the pictures in which nobody flashes. */
const FILLED = 25;
const WITHOUT_FLASH = 0.5;

/** The tile that a point is in, -1: it is in none, -2: it is at an edge. */
function tileAt([x, y]) {
  const within = (margin) => TILES.findIndex(([left, top]) => x > left - margin && x < left + 0.5 + margin && y > top - margin && y < top + 0.5 + margin);
  const inside = within(-EDGE);
  return inside >= 0 || within(EDGE) < 0 ? inside : -2;
}

/** Each face fills a tile of its own and is nowhere else, in whatever order they stand. */
function showsEverybody(file, t) {
  const frames = pictures(file);
  let looks = 0;
  let whole = 0;
  for (let i = frames.count >> 1; i < frames.count - 1; i += 7) {
    const seen = [...placesOf(frames, i)].map(([face, points]) => ({ face, tiles: points.map(tileAt).filter((tile) => tile !== -2) })).filter(({ tiles }) => tiles.length > 0);
    const text = `picture ${i}: ${seen.map(({ face, tiles }) => `${face} in ${tiles}`).join('; ')}`;
    assert.ok(seen.every(({ face, tiles }) => SEEN.includes(face) && tiles[0] >= 0 && tiles.every((tile) => tile === tiles[0])), text);
    assert.equal(new Set(seen.map(({ tiles }) => tiles[0])).size, seen.length, text);
    looks++;
    whole += seen.length === SEEN.length && seen.every(({ tiles }) => tiles.length >= FILLED) ? 1 : 0;
  }
  t.diagnostic(`each colour fills its own tile in ${whole} of ${looks} pictures`);
  assert.ok(whole >= looks * WITHOUT_FLASH, `each colour fills its own tile in ${whole} of ${looks} pictures only`);
}

/** The beginning of each tone belongs to that of a flash where its colour was. */
function everybodyIsInTime(file, sent, t) {
  const frames = pictures(file);
  const times = sent.pictures.map((picture) => picture.pts).sort((a, b) => a - b);
  for (const face of SEEN) {
    const { times: beeps, loudest } = beginnings(file, faces[face].tone, sent.sounds[0].pts);
    assert.ok(loudest > 0.02 && beeps.length >= 5, `${face}'s tone is heard: ${beeps.length} times, ${loudest}`);
    const flashes = flashesOf(frames, times, face);
    const apart = flashes.flatMap((flash) => {
      const nearest = beeps.reduce((best, beep) => (Math.abs(beep - flash) < Math.abs(best - flash) ? beep : best), Infinity);
      return Math.abs(nearest - flash) < PERIOD / 4 ? [nearest - flash] : [];
    });
    assert.ok(apart.length >= 5, `${face} flashed ${flashes.length} times, beeped ${beeps.length} times`);
    t.diagnostic(`${face}: sound after picture by a median of ${(median(apart) * 1000).toFixed(0)} ms of ${apart.length}`);
    assert.ok(Math.abs(median(apart)) < LIP_SYNC_SECONDS, `${face}: sound after picture by ${median(apart)} s`);
  }
}

function flashesOf(frames, times, face) {
  const found = [];
  let place;
  let dark = false;
  for (let i = 0; i < Math.min(frames.count, times.length); i++) {
    const colour = place && frames.at(i, ...place);
    if (colour && Math.min(...colour) > 160) {
      if (dark) {
        found.push(times[i]);
      }
      dark = false;
      continue;
    }
    if (!colour || faceOf(colour) !== face) {
      const points = placesOf(frames, i).get(face) ?? [];
      place = points[points.length >> 1];
      dark = false;
    } else {
      dark = true;
    }
  }
  return found;
}
