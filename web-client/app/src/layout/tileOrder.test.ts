import assert from 'node:assert/strict';
import test from 'node:test';
import { type Rankable, RESORT_INTERVAL_MS, sortTiles, SteadyOrder } from './tileOrder.ts';

const NOW = 1_000_000;

function tile(key: string, more: Partial<Rankable> = {}): Rankable {
  return { key, name: key, isShare: false, pinned: false, hand: null, lastSpokeAt: 0, videoOn: false, ...more };
}

const keys = (tiles: readonly Rankable[]) => sortTiles(tiles, NOW, 'en').map(({ key }) => key);

test('shares, pins, hands, speech, video and names count in this order', () => {
  const order = keys([
    tile('quiet'),
    tile('filmed', { videoOn: true }),
    tile('spoke', { lastSpokeAt: NOW - 9_000 }),
    tile('handLate', { hand: 20 }),
    tile('handEarly', { hand: 10 }),
    tile('pinned', { pinned: true }),
    tile('share', { isShare: true }),
  ]);
  assert.deepEqual(order, ['share', 'pinned', 'handEarly', 'handLate', 'spoke', 'filmed', 'quiet']);
});

test('who spoke more than ten seconds ago is quiet again', () => {
  assert.deepEqual(keys([tile('b', { lastSpokeAt: NOW - 11_000 }), tile('a')]), ['a', 'b']);
});

test('names sort by their language', () => {
  const names = sortTiles([tile('1', { name: '张伟' }), tile('2', { name: '李明' })], NOW, 'zh-CN').map(
    ({ name }) => name,
  );
  assert.deepEqual(names, ['李明', '张伟']);
});

test('places change at most once per interval', () => {
  const order = new SteadyOrder();
  const speaks = (key: string, at: number) =>
    ['a', 'b', 'c'].map((name) => tile(name, { lastSpokeAt: name === key ? at : 0 }));
  assert.deepEqual(order.arrange(speaks('c', NOW), NOW, 'en', false), ['c', 'a', 'b']);
  assert.deepEqual(order.arrange(speaks('b', NOW + 100), NOW + 100, 'en', false), ['c', 'a', 'b']);
  const later = NOW + RESORT_INTERVAL_MS;
  assert.equal(order.nextLookMs(speaks('b', NOW + 100), NOW + 100, 'en'), later);
  assert.deepEqual(order.arrange(speaks('b', later), later, 'en', false), ['b', 'a', 'c']);
});

test('nothing moves under a pointer', () => {
  const order = new SteadyOrder();
  order.arrange([tile('a'), tile('b')], NOW, 'en', false);
  const later = NOW + 10 * RESORT_INTERVAL_MS;
  assert.deepEqual(order.arrange([tile('a'), tile('b', { hand: 1 })], later, 'en', true), ['a', 'b']);
});

test('who comes is added and who goes is removed at once', () => {
  const order = new SteadyOrder();
  order.arrange([tile('b'), tile('c')], NOW, 'en', false);
  assert.deepEqual(order.arrange([tile('a'), tile('c')], NOW + 1, 'en', true), ['c', 'a']);
});

test('a new share does not wait', () => {
  const order = new SteadyOrder();
  order.arrange([tile('a')], NOW, 'en', false);
  assert.deepEqual(order.arrange([tile('a'), tile('s', { isShare: true })], NOW + 1, 'en', true), ['s', 'a']);
});
