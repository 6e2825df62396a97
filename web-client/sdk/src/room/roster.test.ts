import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { LocalMedia } from '../media/LocalMedia.ts';
import type { ParticipantInfo, PublicationInfo, Source } from '../signaling/messages.ts';
import { LocalMember } from './LocalMember.ts';
import { Roster } from './Roster.ts';

/** Own tracks as the roster sees them. */
class FakeMedia {
  readonly states = new Map<Source, { enabled: boolean; held: boolean; track: object | null }>();
  readonly told: string[] = [];

  state(source: Source): { enabled: boolean; held: boolean; track: object | null } {
    const state = this.states.get(source) ?? { enabled: false, held: false, track: null };
    this.states.set(source, state);
    return state;
  }

  onHost(source: Source, muted: boolean, held: boolean): void {
    const state = this.state(source);
    state.held = held;
    if (muted) {
      state.enabled = false;
    }
  }

  tellMuted(source: Source, muted: boolean): void {
    this.told.push(`${source} ${muted ? 'muted' : 'open'}`);
  }
}

let media: FakeMedia;
let roster: Roster;
let events: string[];

beforeEach(() => {
  media = new FakeMedia();
  const local = new LocalMember(media as unknown as LocalMedia, undefined as never, () => Promise.resolve());
  roster = new Roster(local, media as unknown as LocalMedia);
  events = [];
  roster.on('joined', ({ id }) => events.push(`joined ${id}`));
  roster.on('updated', ({ id, name }) => events.push(`updated ${id} ${name}`));
  roster.on('left', ({ id }, reason) => events.push(`left ${id} ${reason}`));
  roster.on('mutedByHost', (source, held) => events.push(`mutedByHost ${source} ${held}`));
});

function person(id: string, publications: PublicationInfo[] = []): ParticipantInfo {
  const rights = { publish: [], subscribe: true, chat: true, roomAdmin: false, goLive: false, record: false };
  return { id, name: `name of ${id}`, identity: id, joinedAt: 1, hand: null, rights, connection: 'connected', publications };
}

function microphone(muted: boolean, held: boolean): PublicationInfo {
  return { id: 't-1', source: 'microphone', kind: 'audio', muted, held };
}

test('after joining everybody is known, oneself apart', () => {
  roster.replace('p-1', [person('p-2'), person('p-1')]);
  assert.deepEqual([...roster.others.keys()], ['p-2']);
  assert.ok(roster.find('p-1')?.isLocal);
  assert.equal(roster.find('p-2')?.isLocal, false);
  assert.deepEqual(events, ['updated p-1 name of p-1', 'joined p-2']);
});

test('a person stays the same object through updates', () => {
  roster.replace('p-1', [person('p-1'), person('p-2')]);
  const before = roster.find('p-2');
  roster.put({ ...person('p-2'), name: 'Ben' });
  assert.equal(roster.find('p-2'), before);
  assert.equal(before?.name, 'Ben');
});

test('joining again says who went and who came meanwhile', () => {
  roster.replace('p-1', [person('p-1'), person('p-2'), person('p-3')]);
  events.length = 0;
  roster.replace('p-7', [person('p-7'), person('p-3'), person('p-4')]);
  assert.deepEqual(events, ['updated p-7 name of p-7', 'left p-2 timeout', 'updated p-3 name of p-3', 'joined p-4']);
});

test('somebody who was never here does not leave', () => {
  roster.remove('p-9', 'left');
  assert.deepEqual(events, []);
});

test('being muted by the host is noticed', () => {
  roster.replace('p-1', [person('p-1', [microphone(false, false)])]);
  media.state('microphone').enabled = true;
  events.length = 0;
  roster.put(person('p-1', [microphone(true, false)]));
  assert.deepEqual(events.slice(1), ['mutedByHost microphone false']);
  assert.equal(media.state('microphone').enabled, false);
});

test('one’s own mute is not the host’s', () => {
  roster.replace('p-1', [person('p-1', [microphone(false, false)])]);
  events.length = 0;
  roster.put(person('p-1', [microphone(true, false)]));
  assert.deepEqual(events, ['updated p-1 name of p-1']);
});

test('a device that opened while we came in is not taken for muted by the host', () => {
  media.state('microphone').enabled = true;
  roster.replace('p-1', [person('p-1', [microphone(true, false)])]);
  roster.put(person('p-1', [microphone(true, false)]));
  assert.equal(media.state('microphone').enabled, true);
  assert.ok(!events.some((event) => event.startsWith('mutedByHost')));
});

test('coming in while held is the host’s doing', () => {
  media.state('microphone').enabled = true;
  roster.replace('p-1', [person('p-1', [microphone(true, true)])]);
  assert.equal(media.state('microphone').enabled, false);
  assert.ok(events.includes('mutedByHost microphone true'));
});

test('a hold is said once', () => {
  roster.replace('p-1', [person('p-1', [microphone(true, false)])]);
  events.length = 0;
  roster.put(person('p-1', [microphone(true, true)]));
  roster.put(person('p-1', [microphone(true, true)]));
  roster.put(person('p-1', [microphone(true, false)]));
  assert.deepEqual(
    events.filter((event) => !event.startsWith('updated')),
    ['mutedByHost microphone true'],
  );
});

const OPEN = [{ mid: '0', source: 'microphone', muted: false }] as const;

test('who comes back after being muted by the host meanwhile is muted', () => {
  Object.assign(media.state('microphone'), { enabled: true, track: {} });
  roster.replace('p-1', [person('p-1', [microphone(true, false)])]);
  roster.compare(OPEN, false);
  assert.equal(media.state('microphone').enabled, false);
  assert.ok(events.includes('mutedByHost microphone false'));
  assert.deepEqual(media.told, []);
});

test('who comes back with a microphone that is still opening counts as muted until it is open', () => {
  roster.replace('p-1', [person('p-1', [microphone(false, false)])]);
  roster.compare(OPEN, false);
  assert.deepEqual(media.told, ['microphone muted']);
});

test('who comes back with an open microphone has nothing to add', () => {
  Object.assign(media.state('microphone'), { enabled: true, track: {} });
  roster.replace('p-1', [person('p-1', [microphone(false, false)])]);
  roster.compare(OPEN, false);
  assert.deepEqual(media.told, []);
  assert.equal(media.state('microphone').enabled, true);
});

test('who was muted and joins on the old seat with an open microphone unmutes, unless it is held', () => {
  Object.assign(media.state('microphone'), { enabled: true, track: {} });
  roster.replace('p-1', [person('p-1', [microphone(true, false)])]);
  roster.compare(OPEN, true);
  assert.deepEqual(media.told, ['microphone open']);
  assert.equal(media.state('microphone').enabled, true);

  roster.replace('p-1', [person('p-1', [microphone(true, true)])]);
  roster.compare(OPEN, true);
  assert.deepEqual(media.told, ['microphone open']);
  assert.equal(media.state('microphone').enabled, false);
});

test('speakers are persons, unknown ones are left out', () => {
  roster.replace('p-1', [person('p-1'), person('p-2')]);
  roster.setSpeakers([
    { participant: 'p-2', level: 0.6 },
    { participant: 'p-9', level: 0.5 },
    { participant: 'p-1', level: 0.1 },
  ]);
  assert.deepEqual(
    roster.speakers.map(({ participant, level }) => [participant.id, level]),
    [
      ['p-2', 0.6],
      ['p-1', 0.1],
    ],
  );
});
