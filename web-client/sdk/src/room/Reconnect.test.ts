import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTimers } from '../../test/FakeTimers.ts';
import { backoffMs, restartWaitMs } from './backoff.ts';
import { Reconnect } from './Reconnect.ts';
import { onWake } from './wakeUps.ts';

test('waits grow, and people do not come back all at once', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt, 0.5)),
    [0, 300, 700, 1000, 2000, 3000, 3000, 3000],
  );
  assert.ok(backoffMs(0, 0) === 0 && backoffMs(0, 1) > 50);
  assert.ok(backoffMs(6, 1) - backoffMs(6, 0) > 1500);
});

function reconnecting(outcomes: (Error | null)[]): {
  timers: FakeTimers;
  reconnect: Reconnect;
  attempts: number[];
  endings: unknown[];
} {
  const timers = new FakeTimers();
  const attempts: number[] = [];
  const endings: unknown[] = [];
  const reconnect = new Reconnect(timers, () => 0.5, {
    attempt: () => {
      attempts.push(timers.now());
      const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
      return outcome ? Promise.reject(outcome) : Promise.resolve();
    },
    isFinal: (error) => (error as Error).message === 'final',
    gaveUp: (error) => endings.push(error),
  });
  return { timers, reconnect, attempts, endings };
}

test('attempts follow each other until one succeeds', async () => {
  const { timers, reconnect, attempts, endings } = reconnecting([new Error('a'), new Error('b'), null]);
  reconnect.start();
  await timers.advance(60_000);
  assert.deepEqual(attempts, [0, 300, 1000]);
  assert.deepEqual(endings, []);
  assert.ok(!reconnect.active);
});

test('a final refusal ends the attempts at once', async () => {
  const { timers, reconnect, attempts, endings } = reconnecting([new Error('final')]);
  reconnect.start();
  await timers.advance(60_000);
  assert.equal(attempts.length, 1);
  assert.equal(endings.length, 1);
});

test('when the network is back nobody waits', async () => {
  const { timers, reconnect, attempts } = reconnecting([
    new Error('1'),
    new Error('2'),
    new Error('3'),
    new Error('4'),
    null,
  ]);
  reconnect.start();
  await timers.advance(2_100);
  assert.equal(attempts.length, 4);
  reconnect.hurry();
  await timers.advance(0);
  assert.equal(attempts.length, 5);
  assert.ok(!reconnect.active);
});

test('stopping ends the attempts', async () => {
  const { timers, reconnect, attempts, endings } = reconnecting([new Error('away')]);
  reconnect.start();
  await timers.advance(300);
  reconnect.stop();
  await timers.advance(60_000);
  assert.equal(attempts.length, 2);
  assert.deepEqual(endings, []);
});

test('an attempt that fails after stopping is followed by nothing', async () => {
  const timers = new FakeTimers();
  const endings: unknown[] = [];
  let attempts = 0;
  let fail: (error: Error) => void = () => undefined;
  const reconnect = new Reconnect(timers, () => 0.5, {
    attempt: () => {
      attempts++;
      return new Promise((_, reject) => (fail = reject));
    },
    isFinal: () => false,
    gaveUp: (error) => endings.push(error),
  });
  reconnect.start();
  await timers.advance(0);
  reconnect.stop();
  fail(new Error('closed'));
  await timers.advance(400_000);
  assert.equal(attempts, 1);
  assert.deepEqual(endings, []);
});

test('who hurries while an attempt is under way tries again at once when it fails', async () => {
  const timers = new FakeTimers();
  const attempts: number[] = [];
  let fail: (error: Error) => void = () => undefined;
  const reconnect = new Reconnect(timers, () => 0.5, {
    attempt: () => {
      attempts.push(timers.now());
      return new Promise((_, reject) => (fail = reject));
    },
    isFinal: () => false,
    gaveUp: () => undefined,
  });
  reconnect.start();
  await timers.advance(4_000);
  reconnect.hurry();
  fail(new Error('no welcome'));
  await timers.advance(0);
  fail(new Error('no welcome'));
  await timers.advance(10_000);
  assert.deepEqual(attempts, [0, 4_000, 4_300]);
});

test('a server that says good-bye is not met by everybody in the same moment', async () => {
  const first = async (random: number): Promise<number> => {
    const timers = new FakeTimers();
    const attempts: number[] = [];
    const work = { attempt: async () => void attempts.push(timers.now()), isFinal: () => false, gaveUp: () => {} };
    new Reconnect(timers, () => random, work).start(true);
    await timers.advance(10_000);
    return attempts[0] ?? -1;
  };
  assert.deepEqual([await first(0), await first(0.5), await first(1)], [500, 1_750, 3_000]);
  assert.ok(restartWaitMs(0) >= 500 && restartWaitMs(1) <= 3_000);
});

test('who is thrown out again at once does not begin with the short waits again', async () => {
  const { timers, reconnect, attempts } = reconnecting([null]);
  for (let i = 0; i < 4; i++) {
    reconnect.start();
    await timers.advance(1_000);
  }
  assert.deepEqual(attempts, [0, 1_300, 2_700, 4_000]);
  await timers.advance(10_000);
  reconnect.start();
  await timers.advance(0);
  assert.equal(attempts.at(-1), timers.now());
});

test('a timer that comes much too late has slept', async () => {
  const timers = new FakeTimers();
  let slept = 0;
  let wakings = 0;
  const stop = onWake(
    timers,
    () => timers.now() + slept,
    () => wakings++,
  );
  await timers.advance(60_000);
  assert.equal(wakings, 0);
  slept += 9_000;
  await timers.advance(4_000);
  assert.equal(wakings, 0);
  slept += 3_600_000;
  await timers.advance(4_000);
  assert.equal(wakings, 1);
  stop();
});
