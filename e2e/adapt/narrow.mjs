import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun } from '../lib/conditions.mjs';
import { between, describe, heights, received, shows, watchHeights } from './figures.mjs';
import { encodings } from './replay.mjs';
import { watch } from './viewer.mjs';

const [SMALL, , FULL] = encodings.map(({ height }) => height);
const DELAY_MS = 25;
/** Long enough for one bad moment of a machine not to decide. */
const SECONDS = 30;
const NARROW = { bps: 300_000, delayMs: DELAY_MS };
const AMPLE = { bps: 10_000_000, delayMs: DELAY_MS };

export function narrow(stage) {
  test('on 300 kbit/s sound goes on and the picture gets small; released, it gets sharp again', async (t) => {
    const { udp } = stage.road;
    const shape = (conditions) => udp.shape(conditions, [udp.down]);
    udp.shape({ delayMs: DELAY_MS });
    shape(AMPLE);
    const { viewer, settled, seconds } = await watch(stage);
    t.diagnostic(`both pictures ${settled ? 'are' : 'are not'} ${FULL} high for good after ${seconds.toFixed(1)} s`);
    await watchHeights(viewer);

    const start = Date.now();
    shape(NARROW);
    const narrowed = await received(viewer);
    await letRun(SECONDS);
    const first = (await heights(viewer)).find(({ height }) => height === SMALL);
    const small = Math.max(0, (first?.at ?? Infinity) - start) / 1000;
    t.diagnostic(`a picture is ${SMALL} high ${small.toFixed(1)} s after the road has become narrow`);
    const figures = between(narrowed, await received(viewer));
    t.diagnostic(`${SECONDS} s of 300 kbit/s: ${describe(figures)}; the queue held at most ${udp.down.counts.queuedMs.toFixed(0)} ms`);

    shape(AMPLE);
    const full = await shows(viewer, FULL, 1, 20);
    const both = await shows(viewer, FULL, 2, 10);
    t.diagnostic(`a picture is ${FULL} high ${full.toFixed(1)} s after the road has become wide, both ${(full + both).toFixed(1)} s`);
    t.diagnostic(`heights: ${(await heights(viewer)).map(({ id, height, at }) => `${id} ${height} after ${((at - start) / 1000).toFixed(1)} s`).join(', ')}; late ${stage.replayed.takeLate()} ms`);
    assert.ok(figures.concealed < 0.05, `concealed ${figures.concealed}`);
    assert.ok(small <= 3, `${small} s until the picture is small`);
    assert.ok(full <= 10, `${full} s until a picture is sharp again`);
  });
}
