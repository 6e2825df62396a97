import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { letRun } from '../lib/conditions.mjs';
import { between, describe, over, received } from './figures.mjs';
import { watch } from './viewer.mjs';

/** One way. */
const DELAY_MS = 30;
const SLICE_SECONDS = 6;
const SLICES = 4;

/** A slice in which a packet left by so much too late, or passed the proxy so late, shows the machine and not the loss. */
const LATE_MS = 150;
const MOST_SLICES = 10;

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
      udp.shape({ delayMs: DELAY_MS, loss }, links(udp));
      const figures = over(await punctual(stage, viewer, t));
      t.diagnostic(`${SLICES * SLICE_SECONDS} s of ${loss * 100} % loss ${way}: ${describe(figures)}`);
      assert.ok(figures.concealed < concealed, `concealed ${figures.concealed}`);
      assert.ok(figures.frozen < frozen, `frozen ${figures.frozen}`);
    });
  }
}

/** Measures until there are enough punctual slices; where there are not, the most punctual have to do. */
async function punctual(stage, viewer, t) {
  const slices = [];
  const proxy = monitorEventLoopDelay();
  proxy.enable();
  stage.replayed.takeLate();
  for (let before = await received(viewer); slices.filter(({ late }) => late <= LATE_MS).length < SLICES && slices.length < MOST_SLICES;) {
    await letRun(SLICE_SECONDS);
    const after = await received(viewer);
    const late = Math.max(stage.replayed.takeLate(), Math.round(proxy.max / 1e6));
    proxy.reset();
    t.diagnostic(`${slices.length * SLICE_SECONDS} to ${(slices.length + 1) * SLICE_SECONDS} s: ${describe(between(before, after))}; late ${late} ms`);
    slices.push({ before, after, late });
    before = after;
  }
  proxy.disable();
  return slices.toSorted((one, other) => one.late - other.late).slice(0, SLICES);
}
