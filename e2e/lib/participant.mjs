// A person with a browser: opens a room, joins it, uses it by the names that stand on the screen.

import assert from 'node:assert/strict';
import { browserOf, firefox, probeScript } from './browsers.mjs';
import { letRun, until } from './conditions.mjs';
import { faces } from './media.mjs';

/** The words on the screen, per language: the accessible names are the contract between client and tests. */
export const words = {
  en: { join: 'Join', joinQuiet: 'Join without mic and camera', mute: 'Mute', unmute: 'Unmute', startVideo: 'Start video', stopVideo: 'Stop video',
    share: 'Share screen', stopShare: 'Stop sharing', hand: 'Raise hand', lower: 'Lower hand', chat: 'Chat', people: 'People', more: 'More', devices: 'Devices', leave: 'Leave', leaveMeeting: 'Leave meeting' },
  zh: { join: '加入会议', joinQuiet: '不开麦克风和摄像头加入', mute: '静音', unmute: '解除静音', startVideo: '开启视频', stopVideo: '停止视频',
    share: '共享屏幕', stopShare: '停止共享', hand: '举手', lower: '手放下', chat: '聊天', people: '成员', more: '更多', devices: '设备', leave: '离开', leaveMeeting: '离开会议' },
};

/** Firefox's own microphone hums at this face's 1000 Hz. */
const FIREFOX_FACE = 'green';

/** More than what was on its way when a connection broke. */
const FRAMES_THAT_FLOW = 8;
const PACKETS_THAT_FLOW = 15;

/** Until everybody knows that somebody left, or that a picture is no more. */
const GONE_MS = 3_000;

/** Wide enough for the layout of a desk, and small, since pages are painted by processors that the product needs too. */
const DESK = { width: 900, height: 600 };

export class Participant {
  static #all = new Set();

  /** Opens a fresh browser profile; nothing is loaded yet. `prepare` runs in each page before its own scripts, with `given`. */
  static async open(name, face, { language = 'en', viewport = DESK, prepare, given, ...media } = {}) {
    const browser = await browserOf(face, media);
    const context = await browser.newContext({
      viewport, ignoreHTTPSErrors: true, locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    });
    await context.addInitScript({ path: probeScript });
    if (prepare) {
      await context.addInitScript(prepare, given);
    }
    const participant = new Participant(name, face, context, await context.newPage(), language);
    Participant.#all.add(participant);
    return participant;
  }

  /** The same in Firefox. */
  static async openFirefox(name, { language = 'en', viewport = DESK } = {}) {
    const page = await (await firefox()).newPage({ initScript: probeScript, ...viewport });
    const participant = new FirefoxParticipant(name, page, language);
    Participant.#all.add(participant);
    return participant;
  }

  /** After each test: everybody still open goes, and nobody's page may have complained. */
  static async closeAll() {
    const complaints = [];
    for (const participant of Participant.#all) {
      complaints.push(...(await participant.complaints()).map((text) => `${participant.name}: ${text}`));
      await participant.context.close();
    }
    Participant.#all.clear();
    assert.deepEqual(complaints, [], 'page errors, console errors, CSP violations, requests to other origins');
  }

  #complaints = [];
  #expected = [];
  #origin;

  constructor(name, face, context, page, language) {
    Object.assign(this, { name, face, context, page, language, words: words[language] });
    this.watch(page);
  }

  watch(page) {
    page.on('pageerror', (error) => this.#complaints.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.#complaints.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && this.#origin && host !== this.#origin) {
        this.#complaints.push(`request to another origin: ${request.url()}`);
      }
    });
  }

  /** What this person's page will rightly complain of, for a test that breaks its network. */
  expects(...patterns) {
    this.#expected.push(...patterns);
  }

  async complaints() {
    const violations = this.page.isClosed() ? [] : await this.page.evaluate(() => window.__probe?.violations ?? []).catch(() => []);
    const surprises = this.#complaints.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
    return [...surprises, ...violations.map((text) => `CSP violation: ${text}`)];
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async load(url) {
    this.#origin = new URL(url).host;
    await this.page.goto(url);
  }

  /** Opens the room with the name filled in and joins; resolves when the toolbar is there. */
  async join(server, room, { query = '', fragment = '', quiet = false } = {}) {
    await this.load(server.room(room, `?name=${encodeURIComponent(this.name)}&debug=1${query}${fragment}`));
    const button = this.button(quiet ? this.words.joinQuiet : this.words.join);
    await button.waitFor();
    await until('the Join button can be pressed', () => button.isEnabled());
    await button.click();
    await this.button(this.words.leave).first().waitFor();
    return this;
  }

  async leave() {
    await this.button(this.words.leave).first().click();
    const confirm = this.page.getByRole('button', { name: /Leave meeting|离开会议/ });
    await Promise.race([
      this.button(this.words.mute).or(this.button(this.words.unmute)).first().waitFor({ state: 'detached' }),
      confirm.waitFor().then(() => confirm.click()),
    ]);
  }

  /** Ends the renderer the hard way, as a crash does: nothing is said to the server. */
  async crash() {
    await this.page.goto('chrome://crash').catch(() => {});
  }

  /** All that stands on the page, for a message that says what went wrong. */
  async text() {
    return JSON.stringify(await this.page.evaluate(() => document.body.innerText));
  }

  async tiles() {
    return this.page.evaluate(() => window.__probe.tiles());
  }

  /** The camera tile of another participant. */
  async tileOf(other) {
    const name = typeof other === 'string' ? other : other.name;
    return (await this.tiles()).find((tile) => tile.label === name);
  }

  async inbound() {
    return this.page.evaluate(() => window.__probe.inbound());
  }

  async offers() {
    return this.page.evaluate(() => window.__probe.offers);
  }

  /** Whether `tile` shows what this person's camera takes. */
  async isIn(tile) {
    return tile.shown && faceOf(tile.colour) === this.face;
  }

  /** Waits until this page shows `other`'s colour in `other`'s tile. */
  async sees(other, { seconds = 15 } = {}) {
    return until(
      async () => `${this.name} sees ${other.face} in the tile of ${other.name}; tiles: ${JSON.stringify(await this.tiles())}`,
      async () => {
        const tile = await this.tileOf(other);
        return tile && (await other.isIn(tile)) && tile;
      },
      { seconds },
    );
  }

  /**
   * Waits until this page decodes so many pictures a second of `other`: the sender's estimate of the road starts low, and
   * an encoder leaves out pictures until it has risen.
   */
  async decodes(other, framesPerSecond, { seconds = 20 } = {}) {
    let rate;
    return until(() => `${this.name} decodes ${framesPerSecond} frames/s of ${other.name}, not ${rate}`, async () => {
      const [before, start] = [await this.tileOf(other), performance.now()];
      await letRun(1);
      const tile = await this.tileOf(other);
      rate = Math.round(((tile.frames - before.frames) * 1000) / (performance.now() - start));
      return rate >= framesPerSecond && { rate, tile };
    }, { seconds });
  }

  /** Which faces' tones this page plays now. */
  async hears({ milliseconds = 1200 } = {}) {
    const names = Object.keys(faces);
    const levels = await this.page.evaluate(
      ([frequencies, time]) => window.__probe.tones(frequencies, time),
      [names.map((name) => faces[name].tone), milliseconds],
    );
    const loudest = Math.max(...levels);
    const audible = names.filter((_, i) => levels[i] > -70 && levels[i] > loudest - 30);
    return { audible, levels };
  }

  /** Waits until exactly these participants are heard. */
  async hearsExactly(others, { seconds = 12 } = {}) {
    const expected = others.map((one) => one.face).sort();
    let last;
    await until(
      () => `${this.name} hears ${expected.join(', ') || 'nobody'}; heard ${JSON.stringify(last)}`,
      async () => {
        last = await this.hears();
        return last.audible.sort().join() === expected.join();
      },
      { seconds },
    );
  }

  /** Begins to note how long at most no picture and no sound came; `interruption` ends it and tells. */
  async watchMedia() {
    await this.page.evaluate(() => window.__probe.watch());
  }

  /**
   * Of pictures and of sound: for how many milliseconds at most none came (`gap`), less those that the page itself stood
   * still meanwhile (`late`), and the time of day when this was over (`until`).
   */
  async interruption() {
    const { framesDecoded, audioPackets } = await this.page.evaluate(() => window.__probe.watched());
    return { picture: framesDecoded, sound: audioPackets };
  }

  /** How media travels now. */
  async path() {
    return this.page.evaluate(() => window.__probe.path());
  }

  /** Waits until pictures and sound come again, one after the other; resolves with the time it took. */
  async receives({ seconds = 15 } = {}) {
    const start = performance.now();
    let { framesDecoded, audioPackets } = await this.inbound();
    await until(`${this.name} receives pictures and sound`, async () => {
      const now = await this.inbound();
      if (now.framesDecoded < framesDecoded) {
        ({ framesDecoded, audioPackets } = now); // another connection, which counts from the start
      }
      return now.framesDecoded >= framesDecoded + FRAMES_THAT_FLOW && now.audioPackets >= audioPackets + PACKETS_THAT_FLOW;
    }, { seconds });
    return Math.round(performance.now() - start);
  }

  /** Says something to everyone in the chat. */
  async says(text) {
    const box = this.page.getByRole('textbox', { name: 'Message to everyone' });
    if (!(await box.isVisible())) {
      await this.button(/^Chat/).first().click();
    }
    await box.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until `text` stands in this person's chat, and fails if it stands there more than once. */
  async reads(text, { seconds = 10 } = {}) {
    const log = this.page.getByRole('log');
    if (!(await log.isVisible())) {
      await this.button(/^Chat/).first().click();
    }
    await until(`${this.name} reads "${text}"`, async () => (await log.getByText(text, { exact: true }).count()) > 0, { seconds });
    assert.equal(await log.getByText(text, { exact: true }).count(), 1, `"${text}" at ${this.name}`);
  }

  /** The id by which the server knows this person. */
  async id() {
    return this.page.evaluate(() => window.sluice.room.localParticipant.id);
  }

  /** Sends a message as the page's own socket would, behind the product's back. */
  async forge(message) {
    await this.page.evaluate((text) => window.__probe.sockets.at(-1).send(text), JSON.stringify(message));
  }

  async received() {
    return (await this.page.evaluate(() => window.__probe.received)).map((text) => JSON.parse(text));
  }

  /** The messages this page sent. */
  async sent() {
    return (await this.page.evaluate(() => window.__probe.sent)).map((text) => JSON.parse(text));
  }
}

/**
 * Does something by which a tile goes at all of `witnesses` in time, or the picture in it with `picture`. The pages note the
 * time themselves: who looks now and then is late.
 */
export async function goes(witnesses, label, act, { picture = false } = {}) {
  await Promise.all(witnesses.map(({ page }) => page.evaluate(([wanted, whole]) => window.__probe.watchTile(wanted, whole), [label, !picture])));
  await act();
  const done = Date.now();
  const gone = await Promise.all(witnesses.map(({ name, page }) =>
    until(`${label} goes at ${name}`, () => page.evaluate(() => window.__probe.goneAt), { seconds: 15 })));
  const took = gone.map((at) => at - done);
  assert.ok(Math.max(...took) <= GONE_MS, `${label} went ${took} ms after it should`);
}

/** Somebody whose camera runs through all colours within half a minute, and whose microphone hums. */
class FirefoxParticipant extends Participant {
  /** How far the colours run in the second that a picture may be on its way, and what encoding changes. */
  static #NEAR = 120;

  constructor(name, page, language) {
    super(name, FIREFOX_FACE, { close: () => page.close() }, page, language);
  }

  async isIn(tile) {
    const own = await this.tileOf(`${this.name} (you)`);
    return tile.shown && own?.shown && Math.hypot(...own.colour.map((value, i) => value - tile.colour[i])) < FirefoxParticipant.#NEAR;
  }
}

/** The face whose hue is nearest, or null for a grey picture. */
export function faceOf(colour) {
  const [r, g, b] = colour.map((value) => value / 255);
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  if (range < 0.2) {
    return null;
  }
  const sector = max === r ? ((g - b) / range + 6) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4;
  const apart = (hue) => Math.min(Math.abs(hue - sector * 60), 360 - Math.abs(hue - sector * 60));
  const [nearest] = Object.entries(faces).sort(([, one], [, other]) => apart(one.hue) - apart(other.hue))[0];
  return nearest;
}
