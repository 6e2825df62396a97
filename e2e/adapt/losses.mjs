import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun } from '../lib/conditions.mjs';
import { between, describe, received } from './figures.mjs';
import { watch } from './viewer.mjs';

/** One way. */
const DELAY_MS = 30;
const SECONDS = 24;
const SLICE_SECONDS = 6;

/** How much of the sound may be made up, and how long pictures may stand still, as shares. */
const CASES = [
  { loss: 0.2, way: 'to the receiver', links: ({ down }) => [down], concealed: 0.05, frozen: 0.05 },
  { loss: 0.4, way: 'to the receiver', links: ({ down }) => [down], concealed: 0.15, frozen: 0.25 },
  // What is asked for again gets lost too, so pictures stand still more often.
  { loss: 0.2, way: 'either way', links: ({ up, down }) => [up, down], concealed: 0.05, frozen: 0.25 },
];

export function losses(stage) {
  for (const { loss, way, links, concealed, frozen } of CASES) {
    test(`with ${loss * 100} % of the packets lost ${way} one hears and sees`, async (t) => {
      const { udp } = stage.road;
      udp.shape({ delayMs: DELAY_MS });
      const { viewer, settled } = await watch(stage);
      t.diagnostic(`at first both pictures are ${settled ? '' : 'not '}sharp`);
      const clear = await received(viewer);
      udp.shape({ delayMs: DELAY_MS, loss }, links(udp));
      let before = clear;
      for (let passed = 0; passed < SECONDS; passed += SLICE_SECONDS) {
        await letRun(SLICE_SECONDS);
        const now = await received(viewer);
        t.diagnostic(`${passed} to ${passed + SLICE_SECONDS} s: ${describe(between(before, now))}`);
        before = now;
      }
      const figures = between(clear, before);
      t.diagnostic(`${SECONDS} s of ${loss * 100} % loss ${way}: ${describe(figures)}; late ${stage.replayed.takeLate()} ms`);
      assert.ok(figures.concealed < concealed, `concealed ${figures.concealed}`);
      assert.ok(figures.frozen < frozen, `frozen ${figures.frozen}`);
    });
  }
}
