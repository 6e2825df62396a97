import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatsSnapshot } from '../../../../sdk/src/index.ts';
import type { Person } from '../../state/model.ts';
import { untouchedPerson } from './untouched.ts';

const person = (id: string, camera: boolean, isMe = false) => ({ id, name: id, camera, isMe }) as Person;
const stats = (mine: string, theirs: string) =>
  ({
    sent: { camera: { codec: mine } },
    slots: [
      { slot: 0, participantId: 'Bo', video: null },
      { slot: 1, participantId: 'Bo', video: { codec: theirs } },
    ],
  }) as unknown as StatsSnapshot;

test('the only camera goes out as it comes when it is H.264', () => {
  const bo = person('Bo', true);
  assert.equal(untouchedPerson([person('Me', false, true), bo], stats('vp8', 'h264')), bo);
  assert.equal(untouchedPerson([person('Me', false, true), bo], stats('h264', 'vp8')), null);
  const me = person('Me', true, true);
  assert.equal(untouchedPerson([me, person('Bo', false)], stats('h264', 'vp8')), me);
});

test('nothing is offered before it is known, and not while who speaks would decide', () => {
  const bo = person('Bo', true);
  assert.equal(untouchedPerson([bo], null), null);
  assert.equal(untouchedPerson([], stats('h264', 'h264')), null);
  assert.equal(untouchedPerson([bo, person('Me', true, true)], stats('h264', 'h264')), null);
});
