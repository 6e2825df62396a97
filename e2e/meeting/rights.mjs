import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { goes, Participant } from '../lib/participant.mjs';
import { token } from '../lib/tokens.mjs';

export function rights(servers) {
  test('a person held muted stays silent whatever the page sends', async () => {
    const anna = await (await Participant.open('Anna', 'red')).join(servers.open, 'held');
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'held');
    await anna.hearsExactly([ben]);
    const id = await participantId(anna, 'Ben');
    await anna.forge({ type: 'muteParticipant', id: 900, participant: id, source: 'microphone', muted: true, hold: true });
    await anna.hearsExactly([]);
    await ben.forge({ type: 'mute', id: 901, source: 'microphone', muted: false });
    await speakAllTheSame(ben);
    const refusal = await until('the forged unmute is refused', async () => (await ben.received()).find((message) => message.re === 901));
    assert.equal(refusal.code, 'muted_by_host');
    await silentFor(anna, 3);

    await ben.forge({ type: 'muteParticipant', id: 902, participant: id, source: 'microphone', muted: false, hold: false });
    const second = await until('a guest may not lift it', async () => (await ben.received()).find((message) => message.re === 902));
    assert.equal(second.code, 'not_allowed');
    await silentFor(anna, 1);
  });

  test('a host mutes, asks, removes and ends with the buttons of the page', async () => {
    const people = [];
    for (const [name, face] of [['Anna', 'red'], ['Ben', 'green'], ['Chen', 'blue']]) {
      people.push(await (await Participant.open(name, face)).join(servers.open, 'host'));
    }
    const [host, ben, chen] = people;
    await host.hearsExactly([ben, chen]);
    await host.button('People').click();
    const choose = async (name, item) => {
      await host.button(`Actions for ${name}`).click();
      await host.page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    await choose('Ben', 'Mute');
    await ben.page.getByText('The host muted you.').waitFor();
    await ben.button('Unmute').waitFor();
    await host.hearsExactly([chen]);
    await choose('Ben', 'Allow to unmute');
    await ben.button('Unmute now').click();
    await host.hearsExactly([ben, chen]);
    await choose('Ben', 'Stop video');
    await until("Ben's picture goes", async () => (await chen.tileOf(ben))?.shown === false);

    assert.equal(await chen.button(/^Actions for/).count(), 0, 'nobody else is offered it');
    await choose('Chen', 'Remove from the meeting');
    await goes([ben], chen.name, async () => {
      await host.page.getByRole('dialog').getByRole('button', { name: 'Remove from the meeting' }).click();
      await chen.page.getByRole('heading', { name: 'You were removed' }).waitFor();
    });

    await host.button('Leave').click();
    await host.button('End for everyone').click();
    await ben.page.getByRole('heading', { name: 'The meeting has ended' }).waitFor();
    await host.page.getByRole('heading', { level: 1 }).waitFor();
  });

  test('who has no right to publish is not forwarded, though the packets are sent', async () => {
    const teacher = await Participant.open('Anna', 'red');
    await teacher.join(servers.secured, 'lesson', { fragment: `#t=${token({ room: 'lesson', identity: 'anna', name: 'Anna', roomAdmin: true })}` });
    const student = await Participant.open('Ben', 'green');
    await student.join(servers.secured, 'lesson', { fragment: `#t=${token({ room: 'lesson', identity: 'ben', name: 'Ben', canPublish: false })}` });
    await student.sees(teacher);
    await speakAllTheSame(student);
    const sent = await until('the student really sends', () => packetsSent(student));
    await silentFor(teacher, 3);
    assert.ok((await packetsSent(student)) > sent, 'and goes on sending');
    assert.equal((await teacher.inbound()).videoPackets, 0, 'no picture either');
  });

  test('a room that asks for tokens tells a person without one what to do', async () => {
    const guest = await Participant.open('Gus', 'blue');
    await guest.load(servers.secured.room('lesson', '?name=Gus'));
    await until('Join can be pressed', () => guest.button('Join').isEnabled());
    await guest.button('Join').click();
    await guest.page.getByRole('alert').filter({ hasText: /invitation|link/i }).first().waitFor();
  });
}

/** The id the server gave to a participant, as another one was told. */
async function participantId(witness, name) {
  for (const message of await witness.received()) {
    const people = message.type === 'joined' ? message.room.participants : [message.participant].filter(Boolean);
    const found = people.find((person) => person.name === name);
    if (found) {
      return found.id;
    }
  }
  throw new Error(`${witness.name} was never told of ${name}`);
}

/** Puts a live microphone and camera on every sender, behind the product's back. */
async function speakAllTheSame(person) {
  await person.page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const { sender, mid, direction } of window.__probe.connection().getTransceivers()) {
      if (mid !== null && direction === 'sendonly') {
        const kind = sender.track?.kind ?? (mid === '0' ? 'audio' : 'video');
        await sender.replaceTrack(stream.getTracks().find((track) => track.kind === kind));
      }
    }
  });
}

const packetsSent = (person) => person.page.evaluate(async () => {
  let packets = 0;
  (await window.__probe.connection().getStats()).forEach((entry) => {
    packets += entry.type === 'outbound-rtp' ? entry.packetsSent : 0;
  });
  return packets;
});

/** Nothing but comfort noise may arrive: no tone is heard and no audio packet comes. */
async function silentFor(listener, seconds) {
  const before = await listener.inbound();
  await letRun(seconds);
  const after = await listener.inbound();
  assert.equal(after.audioPackets - before.audioPackets, 0, 'audio packets forwarded to a listener who should hear nobody');
  const { audible } = await listener.hears();
  assert.deepEqual(audible, []);
}
