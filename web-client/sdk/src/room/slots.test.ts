import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Participant } from '../api.ts';
import type { SlotInfo } from '../signaling/messages.ts';
import type { SlotSections } from '../transport/slotSections.ts';

/** As much of a MediaStream as the table uses. */
class FakeStream {
  private readonly tracks: MediaStreamTrack[];

  constructor(tracks: MediaStreamTrack[] = []) {
    this.tracks = [...tracks];
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.tracks];
  }

  addTrack(track: MediaStreamTrack): void {
    this.tracks.push(track);
  }
}
Object.assign(globalThis, { MediaStream: FakeStream });
const { SlotTable } = await import('./SlotTable.ts');

function sections(index: number, generation: string, video: boolean): SlotSections {
  const track = (kind: 'audio' | 'video') => ({
    mid: `${generation}${index}${kind}`,
    kind,
    track: { id: `${generation}${index}${kind}` } as MediaStreamTrack,
  });
  return { index, audio: track('audio'), video: video ? track('video') : null };
}

const ANNA = {
  id: 'p-1',
  publications: [
    { id: 't-1', source: 'microphone', kind: 'audio', muted: false, held: false },
    { id: 't-2', source: 'camera', kind: 'video', muted: false, held: false },
  ],
} as unknown as Participant;

const LIVE: SlotInfo = { slot: 0, participant: 'p-1', audio: 't-1', video: 't-2', videoState: 'live' };

function table(): InstanceType<typeof SlotTable> {
  return new SlotTable((id) => (id === ANNA.id ? ANNA : null));
}

test('a slot tells whom it shows', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true)]);
  slots.assign([LIVE]);
  const slot = slots.slots[0];
  assert.equal(slot?.participant, ANNA);
  assert.equal(slot.audio?.source, 'microphone');
  assert.equal(slot.video?.source, 'camera');
  assert.equal(slot.videoState, 'live');
});

test('a change of person keeps the stream', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true)]);
  const stream = slots.slots[0]?.stream;
  slots.assign([LIVE]);
  slots.assign([{ ...LIVE, participant: null, audio: null, video: null, videoState: 'off' }]);
  assert.equal(slots.slots[0]?.stream, stream);
  assert.equal(slots.slots[0]?.participant, null);
});

test('slots that a message does not mention stay', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true), sections(1, 'a', true)]);
  slots.assign([LIVE]);
  slots.assign([{ ...LIVE, slot: 1, participant: null }]);
  assert.equal(slots.slots[0]?.participant, ANNA);
});

test('somebody unknown is nobody until known', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true)]);
  slots.assign([{ ...LIVE, participant: 'p-9' }]);
  assert.equal(slots.slots[0]?.participant, null);
  assert.equal(slots.slots[0]?.video, null);
});

test('a slot beyond the table is ignored', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true)]);
  slots.assign([{ ...LIVE, slot: 40 }]);
  assert.equal(slots.slots.length, 1);
});

test('a slot for sound that gets a picture keeps its stream', () => {
  const slots = table();
  slots.attach([sections(0, 'a', false)]);
  const stream = slots.slots[0]?.stream;
  assert.equal(slots.slots[0]?.hasVideo, false);
  const grown = sections(0, 'a', true);
  slots.attach([{ ...grown, audio: { ...grown.audio, track: stream?.getTracks()[0] as MediaStreamTrack } }]);
  assert.equal(slots.slots[0]?.stream, stream);
  assert.equal(slots.slots[0]?.hasVideo, true);
  assert.equal(stream?.getTracks().length, 2);
});

test('another connection brings another stream and the same slot', () => {
  const slots = table();
  slots.attach([sections(0, 'a', true)]);
  const slot = slots.slots[0];
  const stream = slot?.stream;
  slots.attach([sections(0, 'b', true)]);
  assert.equal(slots.slots[0], slot);
  assert.notEqual(slot?.stream, stream);
});
