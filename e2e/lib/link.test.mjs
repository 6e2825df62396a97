import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link, seeded } from './link.mjs';

const BYTES = 1250;

/** Sends a packet each `every` ms, and says when each was sent and came, in virtual time. */
function run({ every, packets, seed = 1, before = () => {}, ...conditions }) {
  const link = new Link(seeded(seed));
  Object.assign(link.conditions, conditions);
  const arrivals = [];
  let now = 0;
  const until = (end) => {
    for (; link.due() <= end; link.advance(now)) {
      now = link.due();
    }
    now = end;
  };
  for (let i = 0; i < packets; i++) {
    until(i * every);
    before(i, link);
    link.send(BYTES, () => arrivals.push({ i, sent: i * every, at: now }), now);
  }
  until(1e9);
  return { link, arrivals };
}

const delays = (arrivals) => arrivals.map(({ sent, at }) => at - sent);

test('a clear link passes packets at once', () => {
  const { arrivals } = run({ every: 1, packets: 5 });
  assert.deepEqual(delays(arrivals), [0, 0, 0, 0, 0]);
});

test('the bottleneck passes its rate, and its queue holds 300 ms', () => {
  const { link, arrivals } = run({ every: 5, packets: 2000, bps: 1_000_000 }); // 2 Mbit/s for 10 s
  const seconds = arrivals.at(-1).at / 1000;
  const rate = (arrivals.length * BYTES * 8) / seconds;
  assert.ok(Math.abs(rate - 1_000_000) < 10_000, `${rate} bit/s`);
  assert.ok(Math.max(...delays(arrivals)) <= 310, `${Math.max(...delays(arrivals))} ms`);
  assert.ok(Math.max(...delays(arrivals)) >= 290, `${Math.max(...delays(arrivals))} ms`);
  assert.equal(link.counts.passed + link.counts.overflowed, 2000);
  assert.equal(link.counts.bytes, link.counts.passed * BYTES);
});

test('a timer that comes late does not make the link slower', () => {
  const link = new Link(seeded(1));
  link.conditions.bps = 1_000_000; // 10 ms for each packet
  let arrived = 0;
  for (let i = 0; i < 10; i++) {
    link.send(BYTES, () => arrived++, 0);
  }
  link.advance(95);
  assert.equal(arrived, 9);
  assert.equal(link.due(), 100);
});

test('another rate holds from the next packet on, and what waits is not lost', () => {
  const before = (i, link) => (link.conditions.bps = i === 20 ? 10_000_000 : link.conditions.bps);
  const { link, arrivals } = run({ every: 5, packets: 40, bps: 1_000_000, before });
  assert.equal(link.counts.passed, 40);
  assert.ok(arrivals.at(-1).at < 220, `${arrivals.at(-1).at} ms`);
});

test('when the bottleneck goes, what waited comes first', () => {
  const before = (i, link) => (link.conditions.bps = i === 10 ? 0 : link.conditions.bps);
  const { arrivals } = run({ every: 1, packets: 20, bps: 1_000_000, before });
  assert.deepEqual(arrivals.map(({ i }) => i), Array.from({ length: 20 }, (_, i) => i));
});

test('delays and jitters within its bounds, in order', () => {
  const { arrivals } = run({ every: 10, packets: 1000, delayMs: 30, jitterMs: 8 });
  const all = delays(arrivals);
  assert.ok(Math.min(...all) >= 30 && Math.max(...all) <= 38, `${Math.min(...all)} to ${Math.max(...all)} ms`);
  assert.ok(Math.max(...all) - Math.min(...all) > 6, 'it does jitter');
  assert.ok(arrivals.every(({ at }, i) => i === 0 || at >= arrivals[i - 1].at));
});

test('jitter wider than the distance of packets keeps their order', () => {
  const { arrivals } = run({ every: 1, packets: 500, delayMs: 5, jitterMs: 20 });
  assert.deepEqual(arrivals.map(({ i }) => i), Array.from({ length: 500 }, (_, i) => i));
});

for (const loss of [0.02, 0.2, 0.4]) {
  test(`loses ${loss * 100} % by chance`, () => {
    const { link } = run({ every: 1, packets: 20_000, loss });
    assert.ok(Math.abs(link.counts.lost / 20_000 - loss) < 0.01, `${link.counts.lost} of 20000`);
  });
}

test('loses in runs of the mean length that is asked for, and no more in all', () => {
  const { link, arrivals } = run({ every: 1, packets: 50_000, loss: 0.1, burst: 5 });
  const runs = arrivals.filter(({ i }, n) => n > 0 && i !== arrivals[n - 1].i + 1).length;
  assert.ok(Math.abs(link.counts.lost / 50_000 - 0.1) < 0.01, `${link.counts.lost} of 50000`);
  assert.ok(Math.abs(link.counts.lost / runs - 5) < 0.5, `runs of ${link.counts.lost / runs}`);
});

test('does the same for the same seed, and something else for another', () => {
  const lost = (seed) => run({ every: 1, packets: 200, loss: 0.3, seed }).arrivals.map(({ i }) => i).join();
  assert.equal(lost(7), lost(7));
  assert.notEqual(lost(7), lost(8));
});
