import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';
import { hostAddress } from '../lib/road.mjs';
import { between, describe, received, shows } from './figures.mjs';
import { encodings } from './replay.mjs';

const skip = hostAddress() ? false : 'Firefox needs an address that is not loopback, and this machine has none';
const NARROW = { bps: 500_000, delayMs: 25 };
const SECONDS = 8;

export function firefox(stage) {
  test('Firefox hears everybody and sees small pictures over 500 kbit/s', { skip }, async (t) => {
    const { udp } = stage.road;
    udp.shape({ delayMs: NARROW.delayMs });
    udp.shape(NARROW, [udp.down]);
    const viewer = await Participant.openFirefox('Fay');
    await viewer.join(stage.road, stage.room, { quiet: true });
    await until('Fay hears somebody', async () => (await viewer.inbound()).audioPackets > 50, { seconds: 15 });
    const small = await shows(viewer, encodings[0].height, 1, 10);
    t.diagnostic(`a picture is ${encodings[0].height} high ${small.toFixed(1)} s after the first sound`);
    const start = await received(viewer);
    await letRun(SECONDS);
    const figures = between(start, await received(viewer));
    t.diagnostic(`${SECONDS} s of 500 kbit/s: ${describe(figures)}`);
    assert.ok(small <= 10, `${small} s until a picture was there`);
    assert.equal(figures.sounds, 2);
    assert.ok(figures.concealed < 0.05, `concealed ${figures.concealed}`);
    assert.ok(figures.framesPerSecond > 5, `${figures.framesPerSecond} frames/s`);
  });
}
