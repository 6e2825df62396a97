import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceError } from '../errors.ts';
import { cameraConstraints, microphoneConstraints, screenOptions } from './capture.ts';
import { deviceError } from './deviceErrors.ts';
import { barLevel, decibels } from './LevelMeter.ts';
import { SpeechWatch } from './SpeechWatch.ts';

const SECURE = { secureContext: true, permission: 'prompt' } as const;

function kind(name: string, message = '', around: Parameters<typeof deviceError>[2] = SECURE): string {
  return deviceError(new DOMException(message, name), 'microphone', around).kind;
}

test('a refusal by the browser is told from one by the system', () => {
  assert.equal(kind('NotAllowedError', 'Permission denied'), 'denied-by-browser');
  assert.equal(kind('NotAllowedError', 'Permission denied by system'), 'denied-by-system');
  assert.equal(kind('NotAllowedError', '', { secureContext: true, permission: 'granted' }), 'denied-by-system');
});

test('browsers’ names become ours', () => {
  assert.equal(kind('NotFoundError'), 'not-found');
  assert.equal(kind('OverconstrainedError'), 'not-found');
  assert.equal(kind('NotReadableError'), 'in-use');
  assert.equal(kind('AbortError'), 'in-use');
  assert.equal(kind('SomethingNew'), 'unknown');
  assert.equal(kind('NotAllowedError', '', { secureContext: false, permission: 'unknown' }), 'insecure-origin');
});

test('closing the screen chooser is no fault', () => {
  const error = deviceError(new DOMException('', 'NotAllowedError'), 'screen_share', SECURE);
  assert.equal(error.kind, 'dismissed');
  assert.equal(error.source, 'screen_share');
});

test('an error of ours stays as it is, and anything else becomes one', () => {
  const ours = new DeviceError('unplugged', 'camera', 'gone');
  assert.equal(deviceError(ours, 'camera', SECURE), ours);
  assert.equal(deviceError('text', 'camera', SECURE).kind, 'unknown');
  assert.equal(deviceError(undefined, 'camera', SECURE).kind, 'unknown');
});

test('weak machines capture less', () => {
  assert.deepEqual(cameraConstraints(null, 2).width, { ideal: 640 });
  assert.deepEqual(cameraConstraints(null, 4).height, { ideal: 720 });
});

test('a chosen device is asked for by name, the default is not', () => {
  assert.deepEqual(microphoneConstraints('m1').deviceId, { exact: 'm1' });
  assert.ok(!('deviceId' in microphoneConstraints(null)));
});

test('shared sound is asked for unfiltered and without ourselves', () => {
  const { audio, video, selfBrowserSurface } = screenOptions({ content: 'motion' }) as DisplayMediaStreamOptions & {
    selfBrowserSurface: string;
  };
  assert.deepEqual(audio, {
    restrictOwnAudio: true,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  });
  assert.deepEqual(video, { frameRate: { ideal: 30, max: 30 } });
  assert.equal(selfBrowserSurface, 'exclude');
  assert.equal(screenOptions({ audio: false }).audio, false);
});

test('loudness is measured in dB below full scale', () => {
  const sine = Float32Array.from({ length: 4_800 }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
  assert.ok(Math.abs(decibels(sine) + 3.01) < 0.01);
  assert.equal(decibels(new Float32Array(100)), Number.NEGATIVE_INFINITY);
});

test('a bar goes from silence to full', () => {
  assert.deepEqual([Number.NEGATIVE_INFINITY, -60, -30, 0, 6].map(barLevel), [0, 0, 0.5, 1, 1]);
});

/** Feeds a level for a time, ten times per second. */
function feed(watch: SpeechWatch, fromMs: number, toMs: number, dbfs: number, muted: boolean): void {
  for (let now = fromMs; now < toMs; now += 100) {
    watch.onLevel(dbfs, muted, now);
  }
}

test('talking while muted is noticed after a word and forgotten after a pause', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 500, -20, true);
  assert.ok(!watch.talkingWhileMuted);
  feed(watch, 500, 1_000, -20, true);
  assert.ok(watch.talkingWhileMuted);
  feed(watch, 1_000, 2_000, -70, true);
  assert.ok(watch.talkingWhileMuted, 'a breath is not the end');
  feed(watch, 2_000, 5_000, -70, true);
  assert.ok(!watch.talkingWhileMuted);
});

test('a door is not speech', () => {
  const watch = new SpeechWatch();
  for (let i = 0; i < 10; i++) {
    feed(watch, i * 4_000, i * 4_000 + 200, -10, true);
    feed(watch, i * 4_000 + 200, i * 4_000 + 4_000, -65, true);
    assert.ok(!watch.talkingWhileMuted);
  }
});

test('talking unmuted is what it is for', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 5_000, -20, false);
  assert.ok(!watch.talkingWhileMuted);
});

test('unmuting ends the hint at once', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 1_000, -20, true);
  assert.ok(watch.onLevel(-20, false, 1_000));
  assert.ok(!watch.talkingWhileMuted);
});

test('muting anew begins to count anew', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 600, -20, true);
  feed(watch, 600, 700, -20, false);
  feed(watch, 700, 1_000, -20, true);
  assert.ok(!watch.talkingWhileMuted);
});

test('five seconds of nothing from an open microphone are noticed, sound ends it', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 5_000, -80, false);
  assert.ok(!watch.silent);
  feed(watch, 5_000, 5_200, -80, false);
  assert.ok(watch.silent);
  assert.ok(watch.onLevel(-50, false, 5_300));
  assert.ok(!watch.silent);
});

test('a muted microphone is not called silent', () => {
  const watch = new SpeechWatch();
  feed(watch, 0, 20_000, Number.NEGATIVE_INFINITY, true);
  assert.ok(!watch.silent);
});
