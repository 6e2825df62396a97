import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { look, SIZES } from '../lib/look.mjs';
import { Participant } from '../lib/participant.mjs';
import { startServer } from '../lib/server.mjs';
import { keyId, secret, token } from '../lib/tokens.mjs';

/** As long as a browser that has lost both ways may take to find out that TCP is there again. */
const TO_TCP_SECONDS = 45;
const DRAIN_SECONDS = 60;
/** What Chromium writes into its console when a server does not answer. */
const NO_LINE = /WebSocket connection to .* failed|net::ERR_/;

const languages = {
  en: { name: 'Anna', reconnecting: 'Anna (reconnecting)', asked: 'Move the call here?', move: 'Move here', moved: 'The call was moved',
    closing: 'The server restarts soon', tcp: 'Your network blocks UDP' },
  zh: { name: '王老师', reconnecting: '王老师（正在重新连接）', asked: '要将会议转移到此设备吗？', move: '转移到此设备', moved: '会议已转移',
    closing: '服务器即将重启', tcp: '你的网络阻止了 UDP' },
};

/** What people read when something is wrong: each screen is accessible and whole, on a desk and on a telephone. */
export function trouble(places) {
  for (const [language, say] of Object.entries(languages)) {
    test(`what a broken network looks like (${language})`, async () => {
      const { road } = places;
      const { udp, tcp, signaling } = road;
      const anna = await (await open(say.name, 'red', language)).join(road, `look-${language}`);
      const ben = await (await open('Ben', 'green', language)).join(road.direct, `look-${language}`);
      await Promise.all([anna.sees(ben), ben.sees(anna)]);
      anna.expects(NO_LINE);

      await signaling.refuse();
      await anna.page.locator('.network .amber-dot').waitFor();
      await until('Ben reads who reconnects', () => ben.tileOf(say.reconnecting));
      await look(anna, 'trouble-signal-lost');
      await look(ben, 'trouble-other-reconnecting');
      await signaling.admit();
      await until('she is back', () => ben.tileOf(say.name), { seconds: 15 });

      await tcp.refuse();
      udp.blackhole = true;
      await anna.page.locator('.notice.reconnecting').waitFor();
      await look(anna, 'trouble-media-lost');
      await tcp.admit();
      await anna.page.locator('.network-path').waitFor({ timeout: TO_TCP_SECONDS * 1000 });
      await anna.sees(ben);
      await look(anna, 'trouble-tcp');
      await anna.page.locator('button.network').click();
      await anna.page.getByText(say.tcp).waitFor();
      await look(anna, 'trouble-tcp-details');
    });
  }

  test('what a moved call and a server that stops look like', async () => {
    const environment = { SLUICE_AUTH_KEYS: `${keyId}:${secret}`, SLUICE_SERVER_DRAIN_SECONDS: String(DRAIN_SECONDS) };
    const server = await startServer({ name: 'looks-drain', environment });
    try {
      const ticket = (identity) => ({ fragment: `#t=${token({ room: 'look', identity })}` });
      const ben = await (await open('Ben', 'green', 'en')).join(server, 'look', ticket('Ben'));
      const people = [];
      for (const [language, say] of Object.entries(languages)) {
        const first = await (await open(say.name, 'red', language)).join(server, 'look', ticket(say.name));
        const second = await open(say.name, 'blue', language);
        await second.load(server.room('look', `?debug=1&name=${encodeURIComponent(say.name)}${ticket(say.name).fragment}`));
        await until('Join can be pressed', () => second.button(second.words.join).isEnabled());
        await second.button(second.words.join).click();
        await second.page.getByRole('dialog', { name: say.asked }).waitFor();
        await look(second, 'trouble-move');
        await second.button(say.move).click();
        await first.page.getByText(say.moved).waitFor();
        await look(first, 'trouble-moved');
        await first.page.close();
        await second.sees(ben);
        people.push(second);
      }

      [...people, ben].forEach((person) => person.expects(NO_LINE));
      const ended = server.terminate();
      for (const person of people) {
        await person.page.getByText(languages[person.language].closing).waitFor();
        await look(person, 'trouble-closing');
      }
      await Promise.all([...people, ben].map((person) => person.leave()));
      await ended;
    } finally {
      await Participant.closeAll().finally(() => server.stop());
    }
  });
}

function open(name, face, language) {
  return Participant.open(name, face, { language, viewport: SIZES.wide });
}
