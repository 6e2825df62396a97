import assert from 'node:assert/strict';
import test from 'node:test';
import { planView, type SlotOwner, type WantedTile } from './viewPlan.ts';

const owner = (slot: number, participant: string | null, source: SlotOwner['source'] = 'camera'): SlotOwner => ({
  slot,
  participant,
  source: participant === null ? null : source,
});
const tile = (participant: string, width = 320, source: WantedTile['source'] = 'camera'): WantedTile => ({
  participant,
  source,
  size: { width, height: 180 },
});

test('while everybody fits the server chooses and learns the sizes', () => {
  const plan = planView([tile('a', 640), tile('b', 320)], [owner(0, 'b'), owner(1, 'a'), owner(2, null)], true);
  assert.deepEqual(plan, [
    { slot: 0, show: 'auto', width: 320, height: 180 },
    { slot: 1, show: 'auto', width: 640, height: 180 },
    { slot: 2, show: 'auto', width: 320, height: 180 },
  ]);
});

test('a tile keeps the slot it has and a new one takes a free slot', () => {
  const plan = planView([tile('c'), tile('a')], [owner(0, 'b'), owner(1, 'a')], false);
  assert.deepEqual(
    plan.map((slot) => (slot.show === 'participant' ? slot.participant : slot.show)),
    ['c', 'a'],
  );
});

test('a slot that nobody needs shows nobody', () => {
  const plan = planView([tile('a')], [owner(0, 'a'), owner(1, 'b')], false);
  assert.deepEqual(plan[1], { slot: 1, show: 'nobody' });
});

test('a shared screen and the camera of one person are two tiles', () => {
  const plan = planView([tile('a', 1280, 'screen_share'), tile('a')], [owner(0, 'a'), owner(1, null)], false);
  assert.deepEqual(
    plan.map((slot) => (slot.show === 'participant' ? slot.source : slot.show)),
    ['camera', 'screen_share'],
  );
});

test('more tiles than slots: the first ones win', () => {
  const plan = planView([tile('a'), tile('b'), tile('c')], [owner(0, null), owner(1, null)], false);
  assert.deepEqual(
    plan.map((slot) => (slot.show === 'participant' ? slot.participant : null)),
    ['a', 'b'],
  );
});
