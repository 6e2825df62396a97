import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';

/** The largest of three encodings is left out for less. */
const CAMERA = { width: 1280, height: 720 };
const LARGE = { width: 1280, height: 800 };
const SMALL = { width: 420, height: 420 };

/** Without need so long, the server tells it. */
const UNNEEDED_SECONDS = 5;

export function sender(stage) {
  test('a camera sends the encodings that somebody looks at, and no others', async (t) => {
    const room = 'encodings';
    const anna = await Participant.open('Anna', 'yellow', {
      ...CAMERA,
      viewport: SMALL,
      // On two processors the page would send one encoding.
      prepare: (processors) => Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => processors }),
      given: 8,
    });
    await anna.join(stage.road, room);
    const vera = await Participant.open('Vera', 'green', { viewport: LARGE });
    await vera.join(stage.road, room, { quiet: true });
    const state = async () => JSON.stringify({ sent: await sentBy(anna), told: await told(anna), seen: await vera.tileOf(anna) });
    await until(async () => `Vera sees the largest picture; ${await state()}`, async () => (await vera.tileOf(anna))?.height === CAMERA.height, { seconds: 25 });
    t.diagnostic(`looked at large: ${await rates(anna)}`);

    await vera.page.setViewportSize(SMALL);
    const start = performance.now();
    await until(async () => `the largest encoding stops; ${await state()}`, async () => !(await sentBy(anna)).h.active, { seconds: UNNEEDED_SECONDS + 5 });
    const stopped = (performance.now() - start) / 1000;
    t.diagnostic(`looked at small, the largest encoding stopped after ${stopped.toFixed(1)} s`);
    await letRun(1);
    const small = await sentBy(anna);
    await letRun(2);
    t.diagnostic(`then: ${await rates(anna)}; Vera sees ${(await vera.tileOf(anna)).height}`);
    const later = await sentBy(anna);
    assert.equal(later.h.bytes - small.h.bytes, 0, 'bytes of the largest encoding while nobody looks');
    assert.ok(later.l.bytes + later.m.bytes > small.l.bytes + small.m.bytes, 'the others go on');

    await vera.page.setViewportSize(LARGE);
    const asked = performance.now();
    await until(async () => `the largest encoding is sent; ${await state()}`, async () => (await sentBy(anna)).h.bytes > later.h.bytes, { seconds: 10 });
    const sent = (performance.now() - asked) / 1000;
    await until(async () => `Vera sees it; ${await state()}`, async () => (await vera.tileOf(anna))?.height === CAMERA.height, { seconds: 10 });
    const seen = (performance.now() - asked) / 1000;
    t.diagnostic(`looked at large again, it was sent after ${sent.toFixed(1)} s and seen after ${seen.toFixed(1)} s; told ${await told(anna)}`);
    assert.ok(sent <= 2, `${sent} s until it was sent`);
  });
}

/** By RID: whether the browser sends it, and how many bytes so far. */
function sentBy(person) {
  return person.page.evaluate(async () => {
    const encodings = {};
    (await window.__probe.connection().getStats()).forEach((entry) => {
      if (entry.type === 'outbound-rtp' && entry.rid) {
        encodings[entry.rid] = { active: entry.active, bytes: entry.bytesSent, height: entry.frameHeight, limited: entry.qualityLimitationReason };
      }
    });
    return encodings;
  });
}

async function rates(person) {
  const before = await sentBy(person);
  await letRun(1);
  const after = await sentBy(person);
  return Object.entries(after).map(([rid, { bytes, active, height }]) => `${rid} ${active ? 'on' : 'off'}, ${height ?? '-'} high, ${Math.round(((bytes - before[rid].bytes) * 8) / 1000)} kbit/s`).join('; ');
}

/** What the server said of encodings, the last time. */
async function told(person) {
  const last = (await person.received()).findLast((message) => message.type === 'encodings');
  return JSON.stringify(last?.encodings);
}
