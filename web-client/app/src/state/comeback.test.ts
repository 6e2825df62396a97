import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Comeback, SEAT_KEPT_MS, type StayNote } from './comeback.ts';

const NOTE: StayNote = { name: 'Anna', microphone: false, camera: true, view: 'speaker' };
const LEFT_AT = 1_000_000;

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
});

function page(room = 'math-3', entries = kept): Comeback {
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  return new Comeback(storage, room);
}

function leaveAt(time: number): Comeback {
  const before = page();
  before.keep(NOTE);
  before.leave(time);
  return before;
}

test('a reload comes back with what was on', () => {
  leaveAt(LEFT_AT);
  assert.deepEqual(page().take('reload', LEFT_AT + 900), NOTE);
});

test('a page that the browser restores comes back too', () => {
  leaveAt(LEFT_AT);
  assert.deepEqual(page().take('back_forward', LEFT_AT + 900), NOTE);
});

test('the last state counts', () => {
  const before = page();
  before.keep({ ...NOTE, microphone: true });
  before.keep(NOTE);
  before.leave(LEFT_AT);
  assert.equal(page().take('reload', LEFT_AT)?.microphone, false);
});

test('whoever opens the link again is asked', () => {
  leaveAt(LEFT_AT);
  assert.equal(page().take('navigate', LEFT_AT + 900), null);
  assert.equal(kept.size, 0);
});

test('comes back only as long as the seat is kept', () => {
  leaveAt(LEFT_AT);
  assert.ok(page().take('reload', LEFT_AT + SEAT_KEPT_MS - 1));
  leaveAt(LEFT_AT);
  assert.equal(page().take('reload', LEFT_AT + SEAT_KEPT_MS), null);
  leaveAt(LEFT_AT);
  assert.equal(page().take('reload', LEFT_AT - 1), null, 'the clock was set back');
});

test('a note is good once', () => {
  leaveAt(LEFT_AT);
  page().take('reload', LEFT_AT);
  assert.equal(page().take('reload', LEFT_AT), null);
});

test('a reload in the middle of coming back comes back', () => {
  leaveAt(LEFT_AT);
  const second = page();
  second.take('reload', LEFT_AT + 500);
  second.leave(LEFT_AT + 600);
  assert.deepEqual(page().take('reload', LEFT_AT + 1_100), NOTE);
});

test('the copy of a tab that is still there is asked', () => {
  page().keep(NOTE);
  assert.equal(page('math-3', new Map(kept)).take('reload', LEFT_AT), null);
});

test('a page that was put aside and shown again has not gone', () => {
  leaveAt(LEFT_AT).stay();
  assert.equal(page('math-3', new Map(kept)).take('reload', LEFT_AT), null);
});

test('who has left the room does not come back', () => {
  const before = page();
  before.keep(NOTE);
  before.forget();
  before.leave(LEFT_AT);
  assert.equal(page().take('reload', LEFT_AT), null);
});

test('another room is another matter', () => {
  leaveAt(LEFT_AT);
  assert.equal(page('math-4').take('reload', LEFT_AT), null);
});

test('nonsense in the storage is no note', () => {
  for (const text of ['', 'x', 'null', '7', '{"leftAt":1000000}', '{"name":"A","view":"upside-down","leftAt":1000000}']) {
    kept.set('sluice.stay.math-3', text);
    assert.equal(page().take('reload', LEFT_AT), null, text);
  }
});

test('without a storage there is nothing to come back to, and nothing breaks', () => {
  const forbidden = new Comeback(null, 'math-3');
  forbidden.keep(NOTE);
  forbidden.leave(LEFT_AT);
  assert.equal(new Comeback(null, 'math-3').take('reload', LEFT_AT), null);
});
