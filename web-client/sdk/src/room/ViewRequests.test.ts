import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTimers } from '../../test/FakeTimers.ts';
import type { SlotRequest } from '../signaling/messages.ts';
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
  assert.deepEqual(requests.forEntry(), NOBODY);
  await timers.advance(200);
  requests.set(NOBODY);
  await timers.advance(200);
  assert.deepEqual(sent, []);
});
