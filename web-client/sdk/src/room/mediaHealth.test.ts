import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTimers } from '../../test/FakeTimers.ts';
import { IceRecovery } from './IceRecovery.ts';
import { MediaHealth } from './MediaHealth.ts';

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
  await timers.advance(900);
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
  assert.deepEqual(restarts, [1_000, 6_000]);
  assert.deepEqual(hopeless, []);
});

test('after a minute of interruption a new connection is needed', async () => {
  const { timers, recovery, hopeless } = recovering();
  recovery.onState('interrupted');
  await timers.advance(120_000);
  assert.deepEqual(hopeless, [60_000]);
});

test('when there is a way to the server again the next restart does not wait', async () => {
  const { timers, recovery, restarts } = recovering();
  recovery.onState('silent');
  await timers.advance(2_000);
  recovery.hurry();
  await timers.advance(7_000);
  assert.deepEqual(restarts, [1_000, 2_000, 9_000]);
  recovery.onState('connected');
  recovery.hurry();
  await timers.advance(60_000);
  assert.equal(restarts.length, 3);
});

function watching(): { timers: FakeTimers; health: MediaHealth; states: string[] } {
  const timers = new FakeTimers();
  const health = new MediaHealth(timers);
  const states: string[] = [];
  health.on('changed', (state) => states.push(state));
  health.onConnection('connected');
  return { timers, health, states };
}

test('a connection through which nothing comes for three seconds is silent until something comes', async () => {
  const { timers, health, states } = watching();
  health.onTraffic(100, true);
  await timers.advance(2_000);
  health.onTraffic(100, true);
  await timers.advance(999);
  health.onTraffic(100, true);
  assert.deepEqual(states, ['connected']);
  await timers.advance(1);
  health.onTraffic(100, true);
  assert.deepEqual(states, ['connected', 'silent']);
  health.onTraffic(101, true);
  assert.deepEqual(states, ['connected', 'silent', 'connected']);
});

test('another way that is tried is no sign of life before something comes by it', async () => {
  const { timers, health, states } = watching();
  health.onTraffic(100, true);
  await timers.advance(3_000);
  health.onTraffic(100, true);
  health.onTraffic(0, true);
  assert.deepEqual(states, ['connected', 'silent']);
  health.onTraffic(0, true);
  health.onTraffic(1, true);
  assert.deepEqual(states, ['connected', 'silent', 'connected']);
});

test('what is missing is worth a closer look before it counts as lost', async () => {
  const { timers, health } = watching();
  health.onTraffic(100, true);
  assert.ok(!health.doubtful);
  await timers.advance(2_000);
  health.onTraffic(100, true);
  assert.ok(health.doubtful);
  health.onTraffic(101, true);
  assert.ok(!health.doubtful);
  health.onConnection('interrupted');
  assert.ok(health.doubtful);
});

test('where nothing is expected silence is no alarm', async () => {
  const { timers, health, states } = watching();
  for (let i = 0; i < 10; i++) {
    await timers.advance(2_000);
    health.onTraffic(100, false);
  }
  await timers.advance(2_000);
  health.onTraffic(100, true);
  assert.deepEqual(states, ['connected']);
});

test('a lost connection that tries again is not back yet', () => {
  const { health, states } = watching();
  health.onConnection('interrupted');
  health.onConnection('connecting');
  assert.equal(health.state, 'interrupted');
  health.onConnection('connected');
  assert.deepEqual(states, ['connected', 'interrupted', 'connected']);
});
