import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { goes, Participant } from '../lib/participant.mjs';
import { everyoneSeesEveryone } from './rooms.mjs';

export function controls(servers) {
  test('mute is silence at the others and says so, unmute brings the voice back', async () => {
    const [anna, ben] = await two(servers.open, 'mute');
    await anna.hearsExactly([ben]);
    await ben.button('Mute').click();
    await anna.hearsExactly([]);
    await until("Ben's tile says that he is muted", () => tile(anna, 'Ben').getByText('microphone off').count());
    await ben.button('Unmute').click();
    await anna.hearsExactly([ben]);
  });

  test('camera off shows no picture, camera on the right one again', async () => {
    const [anna, ben] = await two(servers.open, 'camera');
    await goes([anna], ben.name, () => ben.button('Stop video').click(), { picture: true });
    assert.equal((await anna.tileOf(ben)).shown, false);
    await ben.button('Start video').click();
    await anna.sees(ben);
    assert.equal(await anna.offers(), 1);
    assert.equal(await ben.offers(), 1);
  });

  test('a change of camera and microphone in the call goes on in the same tile', async () => {
    const [anna, ben] = await two(servers.open, 'devices');
    const { track } = await anna.tileOf(ben);
    for (const [settings, device] of [['Microphone and speaker settings', 'Microphone'], ['Camera settings', 'Camera']]) {
      await ben.button(settings).click();
      const choice = ben.page.getByRole('combobox', { name: device });
      const [before, ...others] = await choice.locator('option').evaluateAll((options) => options.map((option) => option.value));
      assert.ok(others.length >= 1, `${device} has a choice: ${[before, ...others]}`);
      await choice.selectOption(others.at(-1));
      await ben.page.keyboard.press('Escape');
    }
    const frames = (await anna.tileOf(ben)).frames;
    await until('frames go on', async () => (await anna.tileOf(ben)).frames > frames + 20);
    assert.equal((await anna.sees(ben)).track, track);
    await anna.hearsExactly([ben]);
  });

  test('a shared screen with its sound has a tile of its own, the largest, and goes when the sharing ends', async () => {
    const [anna, ben] = await two(servers.open, 'share');
    await ben.button('Share screen').click();
    await ben.button('Text and slides').click();
    await ben.button('Stop sharing').first().waitFor();
    const shared = await until("a tile of Ben's screen", async () => (await anna.tiles()).find((one) => one.label === 'Ben: shared screen' && one.shown && one.frames > 5));
    const largest = (await anna.tiles()).reduce((one, other) => (other.area > one.area ? other : one));
    assert.ok(shared.width >= 640, `the shared picture is ${shared.width} wide`);
    assert.equal(largest.label, shared.label);
    const sound = await until('the sound of the screen plays', () => soundOf(anna, 'Ben', 'screen_share_audio'));
    await until('and goes on', async () => (await soundOf(anna, 'Ben', 'screen_share_audio')).packets > sound.packets + 20);
    await anna.sees(ben);
    await goes([anna], shared.label, () => ben.button('Stop sharing').first().click());
    await anna.sees(ben);
    assert.equal(await anna.offers(), 1, 'the one who watches never offers again');
  });

  test('a message in the chat arrives once, as text, with its sender; a hand is seen', async () => {
    const [anna, ben] = await two(servers.open, 'chat');
    const text = '你好 <b>hello</b> https://example.org/a';
    await ben.button('Chat').click();
    await ben.page.getByRole('textbox', { name: 'Message to everyone' }).fill(text);
    await ben.page.keyboard.press('Enter');
    await anna.page.getByRole('button', { name: /^Chat/ }).click();
    const log = anna.page.getByRole('log');
    await log.getByText('你好 <b>hello</b>').waitFor();
    assert.equal(await log.getByText('你好 <b>hello</b>').count(), 1);
    assert.match(await log.innerText(), /Ben/);
    assert.match((await log.getByRole('link').getAttribute('rel')) ?? '', /noopener/);

    await ben.button('Raise hand').click();
    await until("Ben's hand is up at Anna", () => tile(anna, 'Ben').getByText('hand raised').count());
    await ben.button('Lower hand').click();
    await until("Ben's hand is down at Anna", async () => (await tile(anna, 'Ben').getByText('hand raised').count()) === 0);
  });
}

const tile = (participant, name) => participant.page.getByRole('figure', { name, exact: true }).or(participant.page.getByRole('article', { name, exact: true }));

/** What arrives of one sound of another participant in the slot that the server names, and whether the page plays it. */
async function soundOf(listener, name, source) {
  return listener.page.evaluate(async ([name, source]) => {
    const slot = window.sluice.room.slots.find((one) => one.participant?.name === name && one.audio?.source === source);
    const track = slot?.stream.getAudioTracks()[0];
    const played = [...document.querySelectorAll('audio, video')].some((element) =>
      !element.paused && !element.muted && element.srcObject?.getAudioTracks().includes(track));
    const report = track && (await window.__probe.connection().getStats(track));
    const stats = report && [...report.values()].find((entry) => entry.type === 'inbound-rtp');
    return played && stats?.packetsReceived > 0 ? { packets: stats.packetsReceived } : null;
  }, [name, source]);
}

async function two(server, room) {
  const anna = await (await Participant.open('Anna', 'red')).join(server, room);
  const ben = await (await Participant.open('Ben', 'green')).join(server, room);
  await everyoneSeesEveryone([anna, ben]);
  return [anna, ben];
}
