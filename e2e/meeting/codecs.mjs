import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { faceOf, Participant } from '../lib/participant.mjs';
import { everyoneSeesEveryone } from './rooms.mjs';

const FRAMES_PER_SECOND = 10;
const mimeTypes = { vp8: 'video/VP8', vp9: 'video/VP9', h264: 'video/H264', av1: 'video/AV1' };

export function codecs(servers) {
  for (const [codec, mimeType] of Object.entries(mimeTypes)) {
    test(`two people see each other in ${mimeType.slice(6)}`, async (t) => {
      const people = [];
      for (const [name, face] of [['Anna', 'red'], ['Ben', 'green']]) {
        people.push(await (await Participant.open(name, face)).join(servers.open, `codec-${codec}`, { query: `&codec=${codec}` }));
      }
      await everyoneSeesEveryone(people);
      const [anna, ben] = people;
      const { rate, tile } = await anna.decodes(ben, FRAMES_PER_SECOND);
      t.diagnostic(`${tile.width}x${tile.height} ${tile.codec}, ${rate} frames/s`);
      assert.equal(tile.codec, mimeType);
    });
  }

  test('one slot goes from codec to codec without a new offer, a broken picture or a freeze', async (t) => {
    const senders = [];
    for (const [name, face, codec] of [['Anna', 'red', 'vp8'], ['Ben', 'green', 'h264'], ['Chen', 'blue', 'vp9']]) {
      senders.push(await (await Participant.open(name, face)).join(servers.open, 'switch', { query: `&codec=${codec}` }));
    }
    const viewer = await (await Participant.open('Vera', 'yellow')).join(servers.open, 'switch');
    for (const sender of senders) {
      await viewer.sees(sender);
    }
    const people = (await viewer.received()).find((message) => message.type === 'joined').room.participants;
    const idOf = (sender) => people.find((person) => person.name === sender.name).id;
    const nobody = Array.from({ length: 12 }, (_, slot) => ({ slot, show: 'nobody' }));
    const start = await slotPicture(viewer);
    for (const sender of [...senders, ...senders]) {
      const view = [...nobody];
      view[0] = { slot: 0, show: 'participant', participant: idOf(sender), source: 'camera', width: 320, height: 180 };
      await viewer.forge({ type: 'view', id: 700, slots: view });
      await until(`slot 0 shows ${sender.face}`, async () => (await slotPicture(viewer)).face === sender.face, { seconds: 8 });
    }
    const end = await slotPicture(viewer);
    t.diagnostic(`6 changes: freezes ${end.freezes - start.freezes}, dropped ${end.dropped - start.dropped}, keyframes asked for ${end.plis - start.plis}`);
    assert.equal(await viewer.offers(), 1);
    // A decoder that meets a broken picture asks for a keyframe.
    assert.equal(end.plis - start.plis, 0, 'keyframes the viewer had to ask for');
  });
}

/** The picture that comes out of the first slot's decoder, whatever tile the page puts it in. */
async function slotPicture(viewer) {
  const seen = await viewer.page.evaluate(async () => {
    const connection = window.__probe.connection();
    const { receiver } = connection.getTransceivers().find((one) => one.receiver.track.kind === 'video' && one.direction === 'recvonly');
    let slot = window.__slotVideo;
    if (!slot) {
      slot = window.__slotVideo = document.createElement('video');
      slot.muted = true;
      slot.srcObject = new MediaStream([receiver.track]);
      await slot.play();
    }
    const canvas = new OffscreenCanvas(16, 9);
    const context = canvas.getContext('2d');
    context.drawImage(slot, 0, 0, 16, 9);
    const [r, g, b] = context.getImageData(8, 7, 1, 1).data;
    const stats = [...(await receiver.getStats()).values()].find((entry) => entry.type === 'inbound-rtp');
    return { colour: [r, g, b], freezes: stats.freezeCount, dropped: stats.framesDropped, plis: stats.pliCount };
  });
  return { ...seen, face: faceOf(seen.colour) };
}
