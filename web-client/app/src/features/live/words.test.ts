import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Destination, ProgramInfo } from '../../../../sdk/src/index.ts';
import { capabilityOf, destinationFacts, destinationWords, encoderFacts, sizeText } from './words.ts';

function destination(change: Partial<Destination>): Destination {
  return {
    ...{ id: 'd', name: 'A', url: 'rtmp://a.example/app', key: '••••', enabled: true, state: 'idle', retry: 0 },
    ...{ nextMillis: 0, reason: 'none', words: '', bitrateBps: 0, sentBytes: 0, droppedFrames: 0, queuedMillis: 0, sinceMillis: 0 },
    ...change,
  };
}

test('only what is confirmed is green, and what is sent without it is amber', () => {
  assert.equal(destinationWords(destination({ state: 'confirmed' })).mood, 'good');
  for (const state of ['idle', 'connecting', 'sending', 'stalled', 'retrying', 'rejected', 'failed', 'stopped'] as const) {
    assert.notEqual(destinationWords(destination({ state })).mood, 'good', state);
  }
  assert.equal(destinationWords(destination({ state: 'sending' })).mood, 'amber');
});

test('the countdown to a retry never says 0', () => {
  const text = (nextMillis: number) => destinationWords(destination({ state: 'retrying', nextMillis })).text;
  assert.equal(text(3_001), 'Retrying in 4 s');
  assert.equal(text(1), 'Retrying in 1 s');
  assert.equal(text(0), 'Retrying…');
});

test('a destination that is off is not said to be ready', () => {
  assert.equal(destinationWords(destination({ enabled: false })).text, 'Switched off');
});

test('figures are of what flows', () => {
  assert.deepEqual(destinationFacts(destination({})), []);
  assert.deepEqual(
    destinationFacts(
      destination({ state: 'sending', sinceMillis: 65_000, bitrateBps: 2_600_400, queuedMillis: 1_200, retry: 1 }),
    ),
    ['for 1:05', '2,600 kbit/s', '0 frames dropped', '1.2 s behind', '1 retry'],
  );
  assert.deepEqual(destinationFacts(destination({ state: 'retrying', droppedFrames: 7, retry: 3 })), [
    '7 frames dropped',
    '3 retries',
  ]);
});

test('the encoder is described by what it really puts out', () => {
  const info = {
    video: { width: 1280, height: 720, framesPerSecond: 30, bitrateBps: 2_500_000 },
    output: { videoBps: 2_400_000, audioBps: 128_000, cpuPercent: 23.5, skippedPictures: 0, viewers: 0 },
  } as ProgramInfo;
  assert.deepEqual(encoderFacts(info, 29.4), ['1280 × 720, 29 fps, 2,528 kbit/s', 'CPU 24%']);
  const watched = { ...info, output: { ...info.output, viewers: 17 } } as ProgramInfo;
  assert.equal(encoderFacts(watched, 29.4).at(-1), '17 watch from this server');
  assert.deepEqual(encoderFacts({ ...info, output: null }, 29.4), []);
});

test('sizes are read in mega and giga', () => {
  assert.equal(sizeText(5_242_880), '5.2 MB');
  assert.equal(sizeText(2_500_000_000), '2.5 GB');
});

test('the leave to watch is taken out of the address', () => {
  assert.equal(capabilityOf('/hls/math-3/index.m3u8?t=CAP_1-x'), 'CAP_1-x');
  assert.equal(capabilityOf('/hls/math-3/index.m3u8'), null);
});
