// Who is in the meeting is in the picture: people come and go, turn their cameras off and share their screens while the
// program runs, and nobody who watches sees a gap.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { loudest, missing, pictures, probe, still } from '../lib/decoded.mjs';
import { faces } from '../lib/media.mjs';
import { Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';
import { watchStalls } from '../lib/stalls.mjs';
import { token } from '../lib/tokens.mjs';
import { hasNoGap, isInOrder, placesOf } from './channels.mjs';
import { FPS, PERIOD, TOLD_MS } from './program.mjs';

const ROOM = 'people';
const NAME = '王小明';

/** What was recorded last is not in the file yet, and what somebody did is not in the picture at once. */
const SETTLE_SECONDS = 2;
const STAGE_SECONDS = PERIOD + 0.2;

/** Looks are so far apart, over one whole period: a few of them, or a period and a bit, can meet flashes alone. */
const STEP_SECONDS = 0.05;

/** Of the 171 points that are looked at, a tile of a grid has some forty, one beside a screen eight. */
const POINTS = 6;

/** White flashes hide a publisher's face for a tenth of the time, a little longer on a slow machine. */
const MOST_OF_THE_TIME = 0.7;

/** What is heard of a tone that nobody sends, when others begin and end. */
const LEAK = 0.03;

/** How high a tile of two is, of the picture; how large a character of the initials is, of the tile; where the strip begins. */
const TILE = 0.5;
const INITIALS = 0.2;
const STRIP = 0.74;

const WHITE = 190;

/** By then the sender of what has begun has got going. */
const FRAMES_SENT = 5;

export function people(studio) {
  test('whoever comes, goes, turns the camera off or shares a screen: picture and sound follow, without a gap', { timeout: 180_000 }, async (t) => {
    const wang = await Participant.open(NAME, 'blue', { viewport: { width: 640, height: 400 } });
    await wang.join(studio.server, ROOM, { fragment: `#t=${token({ room: ROOM, identity: 'wang', name: NAME })}` });
    const red = studio.publish(ROOM, 'red');
    const program = await studio.begun(ROOM, 2);
    const skippedBefore = await program.keepsUp();
    const stalls = watchStalls();
    await program.change({ recording: true });
    await until('it is recorded', async () => (await program.state()).recording.millis > 0);
    // In the program's own time, which is told now and then: what is told next is no older than what somebody did before.
    const recorded = async () => (await program.state()).recording.millis / 1000;
    const records = (seconds) => until(`${seconds} s are recorded`, async () => {
      const now = await recorded();
      return now > seconds && now;
    }, { seconds: 15 });
    const stages = {};
    const stage = async (name) => {
      const from = await records((await records(await recorded())) + SETTLE_SECONDS);
      stages[name] = { from, to: await records(from + STAGE_SECONDS) };
    };
    const are = (count) => until(`${count} are in the program`, async () => (await program.state()).output.people === count, { seconds: 20 });

    await stage('two');
    studio.publish(ROOM, 'magenta');
    await are(3);
    await stage('three');
    red.kill('SIGINT');
    await are(2);
    await stage('without red');
    await wang.button(wang.words.stopVideo).click();
    await wang.button(wang.words.startVideo).waitFor();
    await stage('camera off');
    await begins(wang, 'camera', () => wang.button(wang.words.startVideo).click());
    await stage('camera on');
    await begins(wang, 'screen', () => share(wang));
    await program.change({ scene: { ...(await program.state()).scene, layout: 'screen' } });
    await stage('screen');
    const asked = performance.now();
    const { output, recording: { id } } = await program.state();
    await program.stop();
    const slow = { skipped: output.skippedPictures - skippedBefore, untold: (performance.now() - asked + TOLD_MS) / 1000, stalls: await stalls.end() };

    const file = path.join(results, 'live-people.mp4');
    writeFileSync(file, await program.download(id, 'program.mp4'));
    const sent = probe(file);
    flowsOn(sent, slow, t);
    const film = { file, frames: pictures(file), times: sent.pictures.map((picture) => picture.pts - sent.pictures[0].pts).sort((a, b) => a - b), stages, t };
    shows(film, 'two', ['blue', 'red']);
    shows(film, 'three', ['blue', 'magenta', 'red']);
    shows(film, 'without red', ['blue', 'magenta']);
    shows(film, 'camera off', ['magenta']);
    shows(film, 'camera on', ['blue', 'magenta']);
    hears(film, 'two', ['blue', 'red']);
    hears(film, 'three', ['blue', 'magenta', 'red']);
    hears(film, 'without red', ['blue', 'magenta']);
    hears(film, 'camera off', ['blue', 'magenta']);
    hears(film, 'camera on', ['blue', 'magenta']);
    showsInitials(film);
    showsScreen(film);
  });
}

/** Does something by which a camera or a screen begins, and waits until so many pictures of it are sent. */
async function begins(person, source, act) {
  const before = await framesSent(person, source);
  await act();
  await until(`${person.name} sends the ${source}`, async () => (await framesSent(person, source)) > before + FRAMES_SENT, { seconds: 15 });
}

/** A page makes the section of its screen later than that of its camera. */
const SECTIONS = { camera: 0, screen: 1 };

const framesSent = (person, source) => person.page.evaluate(async (section) => {
  const sending = window.__probe.connection().getTransceivers().filter((one) => one.direction === 'sendonly' && one.receiver.track.kind === 'video');
  const report = [...(await sending[section]?.sender.getStats() ?? new Map()).values()];
  return report.reduce((sum, entry) => sum + (entry.type === 'outbound-rtp' ? entry.framesEncoded : 0), 0);
}, SECTIONS[source]);

async function share(person) {
  await person.button(person.words.share).click();
  await person.button('Text and slides').click();
  await person.button(person.words.stopShare).first().waitFor();
}

/** No picture is missing but what a slow machine left out, as was told until shortly before the end. */
function flowsOn(sent, { skipped, untold, stalls }, t) {
  isInOrder(sent);
  const absent = missing(sent.pictures.filter(({ pts }) => pts < sent.pictures.at(-1).pts - untold), FPS);
  t.diagnostic(`${absent} of ${sent.pictures.length} pictures are missing of ${skipped} told`);
  assert.ok(absent <= skipped, `${absent} pictures are missing, of ${skipped} the machine was too slow for`);
  hasNoGap(sent, stalls, t);
}

/** A stage, in which each publisher flashes once: where each face is in its pictures. */
function looks({ frames, times, stages }, name) {
  const { from } = stages[name];
  const found = [];
  for (let time = from; time < from + PERIOD; time += STEP_SECONDS) {
    const i = times.findIndex((one) => one >= time);
    const places = placesOf(frames, i);
    found.push(new Map([...places].filter(([, points]) => points.length >= POINTS)));
  }
  return found;
}

function shows(film, name, expected) {
  const found = looks(film, name).map((places) => [...places.keys()]);
  const text = `${name}: ${found.join(' | ')}`;
  for (const face of Object.keys(faces)) {
    const share = found.filter((seen) => seen.includes(face)).length / found.length;
    assert.ok(expected.includes(face) ? share >= MOST_OF_THE_TIME : share === 0, `${face} in ${share} of ${text}`);
  }
}

function hears({ file, stages, t }, name, expected) {
  const { from, to } = stages[name];
  const levels = Object.keys(faces).map((face) => [face, loudest(file, faces[face].tone, from, to)]);
  const text = levels.map(([face, level]) => `${face} ${level.toFixed(3)}`).join(', ');
  t.diagnostic(`${name}: ${text}`);
  assert.deepEqual(levels.filter(([, level]) => level > LEAK).map(([face]) => face).sort(), expected, `${name}: ${text}`);
}

/** Two characters, white on the colour of the name, which are no boxes: those would be alike. */
function showsInitials({ file, stages }) {
  const { from, to } = stages['camera off'];
  const picture = still(file, (from + to) / 2);
  const differences = [0.25, 0.75].map((x) => {
    const size = Math.round(picture.height * TILE * INITIALS);
    const [centre, top] = [Math.round(picture.width * x), Math.round((picture.height - size) / 2)];
    const ink = (left) => Array.from({ length: size * size }, (_, i) => picture.at(left + (i % size), top + Math.floor(i / size)) > WHITE);
    const [first, second] = [ink(centre - size), ink(centre)];
    return first.filter((white, i) => white !== second[i]).length / (size * size);
  });
  assert.ok(Math.max(...differences) > 0.1 && Math.max(...differences) < 0.6, `halves of the initials differ by ${differences}`);
}

/** The screen of the fake device, green, is large; who speaks and who else is there stand in the strip beside it. */
function showsScreen(film) {
  for (const places of looks(film, 'screen')) {
    const screen = places.get('green') ?? [];
    assert.ok(screen.length > 50 && screen.every(([x]) => x < STRIP), `the screen is seen at ${screen.length} points`);
  }
  const beside = looks(film, 'screen').filter((places) => ['blue', 'magenta'].every((face) => places.get(face)?.every(([x]) => x > STRIP)));
  assert.ok(beside.length >= MOST_OF_THE_TIME * looks(film, 'screen').length, `both are beside it in ${beside.length} pictures`);
}
