import assert from 'node:assert/strict';
import test from 'node:test';
import { routeOf } from './router.ts';

test('a room has its page, its console and a page to watch it', () => {
  assert.deepEqual(routeOf('/r/math-3'), { page: 'room', room: 'math-3', live: false });
  assert.deepEqual(routeOf('/r/Math-3/'), { page: 'room', room: 'math-3', live: false });
  assert.deepEqual(routeOf('/r/math-3/live'), { page: 'room', room: 'math-3', live: true });
  assert.deepEqual(routeOf('/r/math-3/watch/'), { page: 'watch', room: 'math-3' });
  assert.deepEqual(routeOf(`/r/${encodeURIComponent('高一3班')}/watch`), { page: 'watch', room: '高一3班' });
});

test('a new room has a name of its own', () => {
  assert.deepEqual(
    routeOf('/r/', () => 'abc'),
    { page: 'room', room: 'abc', live: false },
  );
});

test('nothing else is a page', () => {
  for (const path of ['/r/math-3/after', '/r//watch', '/r/watch', '/r/live', '/r/math-3/live/watch', '/x']) {
    assert.deepEqual(routeOf(path), { page: 'notFound' }, path);
  }
});
