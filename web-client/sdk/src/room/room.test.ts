import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTimers } from '../../test/FakeTimers.ts';
import type { SlotRequest } from '../signaling/messages.ts';
import { backoffMs } from './backoff.ts';
import { IceRecovery } from './IceRecovery.ts';
import { Reconnect } from './Reconnect.ts';
import { automaticView, ViewRequests } from './ViewRequests.ts';

const NOBODY: readonly SlotRequest[] = [{ slot: 0, show: 'nobody' }];

function views(): { timers: FakeTimers; requests: ViewRequests; sent: (readonly SlotRequest[])[] } {
  const timers = new FakeTimers();
  const sent: (readonly SlotRequest[])[] = [];
  return { timers, requests: new ViewRequests(timers, automaticView(1), (view) => sent.push(view)), sent };
}

test('only the last of quick changes of the view is sent', async () => {
  const { timers, requests, sent } = views();
  requests.set(automaticView(1));
  await timers.advance(50);
  requests.set(automaticView(2));
  await timers.advance(50);
  requests.set(NOBODY);
  await timers.advance(99);
  assert.deepEqual(sent, []);
  await timers.advance(1);
  assert.deepEqual(sent, [NOBODY]);
});

test('changes without end are sent now and then', async () => {
  const { timers, requests, sent } = views();
  for (let i = 0; i < 30; i++) {
    requests.set([{ slot: 0, show: 'auto', width: i, height: i }]);
    await timers.advance(50);
  }
  assert.ok(sent.length >= 2 && sent.length <= 3, String(sent.length));
});

test('the same view is not sent twice', async () => {
  const { timers, requests, sent } = views();
  requests.set(NOBODY);
  await timers.advance(100);
  requests.set([{ slot: 0, show: 'nobody' }]);
  await timers.advance(100);
  assert.equal(sent.length, 1);
});

test('the view of the join counts as sent', async () => {
  const { timers, requests, sent } = views();
  requests.set(NOBODY);
  assert.deepEqual(requests.forJoin(), NOBODY);
  await timers.advance(200);
  requests.set(NOBODY);
  await timers.advance(200);
  assert.deepEqual(sent, []);
});

test('waits grow, and people do not come back all at once', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt, 0.5)),
    [0, 300, 1000, 2000, 4000, 7000, 7000, 7000],
  );
  assert.ok(backoffMs(0, 0) === 0 && backoffMs(0, 1) > 50);
  assert.ok(backoffMs(5, 1) - backoffMs(5, 0) > 4000);
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
  assert.deepEqual(attempts, [0, 300, 1300]);
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

test('after five minutes it is given up', async () => {
  const { timers, reconnect, endings } = reconnecting([new Error('away')]);
  reconnect.start();
  await timers.advance(299_000);
  assert.equal(endings.length, 0);
  await timers.advance(10_000);
  assert.equal(endings.length, 1);
  assert.ok(!reconnect.active);
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
  await timers.advance(3_400);
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

function recovering(): { timers: FakeTimers; recovery: IceRecovery; restarts: number[]; hopeless: number[] } {
  const timers = new FakeTimers();
  const restarts: number[] = [];
  const hopeless: number[] = [];
  const recovery = new IceRecovery(
    timers,
    () => restarts.push(timers.now()),
    () => hopeless.push(timers.now()),
  );
  return { timers, recovery, restarts, hopeless };
}

test('a short interruption needs no ICE restart', async () => {
  const { timers, recovery, restarts } = recovering();
  recovery.onState('interrupted');
  await timers.advance(1_000);
  recovery.onState('connected');
  await timers.advance(60_000);
  assert.deepEqual(restarts, []);
});

test('ICE is restarted until media flows again', async () => {
  const { timers, recovery, restarts, hopeless } = recovering();
  recovery.onState('interrupted');
  await timers.advance(7_000);
  recovery.onState('connecting');
  recovery.onState('interrupted');
  await timers.advance(5_000);
  recovery.onState('connected');
  await timers.advance(90_000);
  assert.deepEqual(restarts, [1_500, 6_500, 11_500]);
  assert.deepEqual(hopeless, []);
});

test('after a minute of interruption a new connection is needed', async () => {
  const { timers, recovery, hopeless } = recovering();
  recovery.onState('interrupted');
  await timers.advance(120_000);
  assert.equal(hopeless.length, 1);
});
