import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { goes, Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';
import { hostAddress } from '../lib/road.mjs';

/** What Firefox has without downloading anything: no H.264. */
const CODECS = { vp8: 'video/VP8', vp9: 'video/VP9', av1: 'video/AV1' };
/** Two encoders and two decoders share two processors with the server. */
const FRAMES_PER_SECOND = 8;
/** Until a browser has found out that UDP is dead. */
const TO_TCP_SECONDS = 20;

const skip = hostAddress() ? false : 'Firefox needs an address that is not loopback, and this machine has none';

export function firefox(roads) {
  for (const [codec, mimeType] of Object.entries(CODECS)) {
    test(`Firefox and Chromium see and hear each other in ${mimeType.slice(6)}`, { skip }, async (t) => {
      const { fay, anna } = await pair(roads.shared, `firefox-${codec}`, `&codec=${codec}`);
      await fay.hearsExactly([anna]);
      await anna.hearsExactly([fay]);
      for (const [viewer, sender] of [[fay, anna], [anna, fay]]) {
        const { rate, tile } = await viewer.decodes(sender, FRAMES_PER_SECOND);
        t.diagnostic(`${viewer.name} decodes ${rate} frames/s of ${tile.width}x${tile.height} ${tile.codec}`);
        assert.equal(tile.codec, mimeType);
      }
      await fay.page.screenshot({ path: path.join(results, `firefox-${codec}.png`) });
    });
  }

  test('Firefox shares its screen and sees a shared one', { skip }, async (t) => {
    const { fay, anna } = await pair(roads.shared, 'firefox-share');
    for (const [sender, viewer] of [[fay, anna], [anna, fay]]) {
      const start = performance.now();
      await sender.button('Share screen').click();
      await sender.button(/Text and slides/).click();
      const label = `${sender.name}: shared screen`;
      const shared = await until(
        async () => `${viewer.name} sees the screen; tiles: ${JSON.stringify(await viewer.tiles())}; ${sender.name} reads: ${await sender.text()}`,
        async () => (await viewer.tiles()).find((tile) => tile.label === label && tile.shown && tile.frames > 2),
        { seconds: 15 },
      );
      t.diagnostic(`${viewer.name} sees ${shared.width}x${shared.height} after ${Math.round(performance.now() - start)} ms`);
      await viewer.page.screenshot({ path: path.join(results, `firefox-share-${viewer.name}.png`) });
      await goes([viewer], label, () => sender.button('Stop sharing').click());
    }
  });

  test('Firefox comes in over TCP where UDP does not get through', { skip }, async (t) => {
    roads.shared.udp.blackhole = true;
    const { fay, anna } = await pair(roads.shared, 'firefox-tcp', '', TO_TCP_SECONDS);
    assert.equal((await fay.path()).protocol, 'tcp');
    for (const [viewer, sender] of [[fay, anna], [anna, fay]]) {
      const { rate } = await viewer.decodes(sender, FRAMES_PER_SECOND);
      t.diagnostic(`${viewer.name} decodes ${rate} frames/s over TCP`);
    }
    await fay.hearsExactly([anna]);
  });

  test('Firefox restarts ICE and goes on', { skip }, async (t) => {
    const { fay, anna } = await pair(roads.shared, 'firefox-restart');
    const before = await fay.offers();
    await fay.page.evaluate(() => window.__probe.connection().restartIce());
    const ufrag = () => fay.page.evaluate(() => /a=ice-ufrag:(\S+)/.exec(window.__probe.connection().localDescription.sdp)[1]);
    const former = await ufrag();
    // Any further offer carries the restart; a larger meeting asks for one.
    await fay.page.evaluate(() => window.sluice.room.growSlots(13));
    assert.equal(await fay.offers(), before + 1);
    assert.notEqual(await ufrag(), former);
    for (const [viewer, sender] of [[fay, anna], [anna, fay]]) {
      const { rate } = await viewer.decodes(sender, FRAMES_PER_SECOND);
      t.diagnostic(`${viewer.name} decodes ${rate} frames/s after the restart`);
    }
    await fay.hearsExactly([anna]);
  });
}

/** Fay with Firefox and Anna with Chromium, who see each other. */
async function pair(road, room, query = '', seconds = 15) {
  const fay = await (await Participant.openFirefox('Fay')).join(road, room, { query });
  const anna = await (await Participant.open('Anna', 'red')).join(road, room, { query });
  await fay.sees(anna, { seconds });
  await anna.sees(fay, { seconds });
  return { fay, anna };
}
