import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { look, SIZES } from '../lib/look.mjs';
import { Participant } from '../lib/participant.mjs';
import { token } from '../lib/tokens.mjs';

export function screens(places) {
  for (const language of ['en', 'zh']) {
    test(`every screen, panel, menu and dialog is accessible and fits (${language})`, async () => {
      const { server } = places;
      const room = `look-${language}`;
      const ticket = (name, more) => `#t=${token({ room, identity: name, name, ...more })}`;
      const other = await (await Participant.open('Ben', 'green')).join(server, room, { fragment: ticket('Ben') });
      const host = await Participant.open(language === 'en' ? 'Anna' : '王老师', 'red', { language, viewport: SIZES.wide });
      const say = host.words;
      const screen = (name, more) => look(host, name, { sizes: Object.keys(SIZES), ...more });
      await host.load(`${server.url}/`);
      await host.page.getByRole('textbox').first().waitFor();
      await screen('start');
      await host.load(server.room(room, `?name=${encodeURIComponent(host.name)}&debug=1${ticket(host.name, { roomAdmin: true })}`));
      await until('the preview shows', () => host.page.evaluate(() => document.querySelector('main video')?.videoWidth > 0));
      assert.equal(await host.page.getByText(/Nobody is here|还没有人/).count(), 0, 'nobody claims to know who is inside');
      await screen('prejoin');
      await host.button(say.join).click();
      await host.sees(other);
      await screen('room');
      await host.button(new RegExp(`^${say.chat}`)).first().click();
      await host.page.getByRole('log').waitFor();
      await screen('chat');
      await inTheRoom(host, screen);
      await host.button(say.leave).click();
      await host.page.getByRole('dialog').waitFor();
      await screen('leave');
      await host.button(say.leaveMeeting).click();
      await host.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await screen('end');
      await host.load(`${server.url}/r/not%20a%20room`);
      await screen('not-found');
    });
  }
}

/** All that a host can open in a meeting, one after the other. */
async function inTheRoom(host, screen) {
  const { page, words: say } = host;
  const press = async (key) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press(key);
  };
  const panel = page.getByRole('complementary');
  await press('p');
  await panel.getByText('Ben').waitFor();
  await screen('people');
  await panel.getByRole('button', { name: /Ben/ }).click();
  await page.getByRole('menu').waitFor();
  await screen('host-menu');
  await page.keyboard.press('Escape');
  await press('n');
  await until('there are figures', async () => (await panel.getByRole('definition').count()) > 3);
  await screen('stats');
  await press('n');
  await panel.waitFor({ state: 'detached' });
  await press('?');
  await page.getByRole('dialog').waitFor();
  await screen('shortcuts');
  await page.keyboard.press('Escape');
  await host.button(say.more).click();
  await page.getByRole('menu').waitFor();
  await screen('more');
  await page.getByRole('menuitem', { name: say.devices }).click();
  await page.getByRole('dialog').waitFor();
  await screen('devices');
  await page.keyboard.press('Escape');
  await host.button(say.share).click();
  await page.getByRole('dialog').waitFor();
  await screen('share', { sizes: ['wide', 'zoomed'] }); // no telephone offers it
  await page.keyboard.press('Escape');
}
