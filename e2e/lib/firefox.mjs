// Firefox ESR of the distribution, driven by WebDriver BiDi, since Playwright wants a build of its own. What is here of
// a page is what the suites use of one, under Playwright's names, so that one Participant serves both browsers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { until } from './conditions.mjs';
import { Screen, Sound } from './desktop.mjs';

const candidates = [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
const START_SECONDS = 40;
/** A page that does not answer a command for so long never will. */
const COMMAND_MS = 30_000;
/** It writes its profile before it ends; the profile is thrown away. */
const EXIT_MS = 5_000;

const PREFERENCES = {
  // A camera that shows changing colours and a microphone that hums, without a question.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // A tab in the background of a headless window is as good as any.
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
  'privacy.popups.showBrowserMessage': false,
  // Nothing is asked of anybody but the server under test.
  'app.update.enabled': false,
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.url': 'http://127.0.0.1:9',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:9',
  'toolkit.telemetry.enabled': false,
};

/** One Firefox process; each person gets a container of its own, with nobody else's storage. */
export class Firefox {
  static async start(preferences = {}) {
    const executable = candidates.find((candidate) => candidate && existsSync(candidate));
    if (!executable) {
      throw new Error('No Firefox found. Install the package firefox-esr, or set FIREFOX_PATH to the path of one.');
    }
    const profile = mkdtempSync(path.join(os.tmpdir(), 'sluice-firefox-'));
    const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`);
    writeFileSync(path.join(profile, 'user.js'), lines.join('\n'));
    const [screen, sound] = await Promise.all([Screen.start(), Sound.start()]);
    const child = spawn(executable, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...screen.environment, ...sound.environment, MOZ_CRASHREPORTER_DISABLE: '1' },
    });
    const exited = once(child, 'exit');
    let said = '';
    child.stderr.on('data', (bytes) => (said += bytes));
    const address = await until(() => `Firefox listens; it said: ${said.slice(-2000)}`, () => /BiDi listening on (ws:\S+)/.exec(said)?.[1], { seconds: START_SECONDS });
    const firefox = new Firefox(await Commands.open(`${address}/session`), async () => {
      const killer = setTimeout(() => child.kill('SIGKILL'), EXIT_MS);
      await exited;
      clearTimeout(killer);
      await Promise.all([screen.stop(), sound.stop()]);
      rmSync(profile, { recursive: true, force: true });
    });
    const { capabilities } = await firefox.commands.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    firefox.version = capabilities.browserVersion;
    await firefox.commands.send('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent'] });
    return firefox;
  }

  #cleanUp;

  constructor(commands, cleanUp) {
    this.commands = commands;
    this.#cleanUp = cleanUp;
  }

  /** A page with storage of its own and `initScript` in everything it loads. */
  async newPage({ initScript, width, height }) {
    const { userContext } = await this.commands.send('browser.createUserContext', {});
    const { context } = await this.commands.send('browsingContext.create', { type: 'tab', userContext });
    await this.commands.send('script.addPreloadScript', {
      functionDeclaration: `() => { ${readFileSync(initScript, 'utf8')} }`,
      userContexts: [userContext],
    });
    await this.commands.send('browsingContext.setViewport', { context, viewport: { width, height } });
    return new FirefoxPage(this.commands, context, userContext);
  }

  async close() {
    await this.commands.send('browser.close', {}).catch(() => {});
    this.commands.close();
    await this.#cleanUp();
  }
}

/** Commands and their results over one WebSocket; events go to listeners by the page they concern. */
class Commands {
  static async open(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Commands(socket);
  }

  #socket;
  #last = 0;
  #pending = new Map();
  #listeners = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (text) => this.#onMessage(JSON.parse(text)));
    socket.on('close', () => this.#pending.forEach(({ reject }) => reject(new Error('Firefox is gone'))));
  }

  send(method, params) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} ${(params.functionDeclaration ?? '').slice(0, 200)}: no answer in ${COMMAND_MS} ms`)), COMMAND_MS);
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** `listener(event, params)` for what happens in browsing context `context`. */
  listen(context, listener) {
    this.#listeners.set(context, listener);
  }

  close() {
    this.#socket.close();
  }

  #onMessage({ id, type, method, params, result, error, message }) {
    if (type === 'event') {
      this.#listeners.get(params.context ?? params.source?.context)?.(method, params);
      return;
    }
    const { resolve, reject, timer } = this.#pending.get(id) ?? {};
    this.#pending.delete(id);
    clearTimeout(timer);
    if (type === 'success') {
      resolve?.(result);
    } else {
      reject?.(new Error(`${error}: ${message}`));
    }
  }
}

class FirefoxPage {
  #commands;
  #context;
  #userContext;
  #listeners = { console: [], pageerror: [], request: [] };
  #closed = false;

  constructor(commands, context, userContext) {
    this.#commands = commands;
    this.#context = context;
    this.#userContext = userContext;
    commands.listen(context, (event, params) => this.#onEvent(event, params));
  }

  /** `console`, `pageerror` and `request`, with arguments shaped as far as Participant looks at them. */
  on(event, listener) {
    this.#listeners[event].push(listener);
  }

  async goto(url) {
    await this.#send('browsingContext.navigate', { url, wait: 'complete' });
  }

  async reload() {
    await this.#send('browsingContext.reload', { wait: 'complete' });
  }

  /** Calls `code` in the page with `argument`; both it and the result travel as JSON. */
  async evaluate(code, argument) {
    const text = await this.#call(
      `async (argument) => JSON.stringify(await (${code})(JSON.parse(argument)))`,
      [{ type: 'string', value: JSON.stringify(argument ?? null) }],
    );
    return text.type === 'string' ? JSON.parse(text.value) : undefined;
  }

  getByRole(role, { name, exact = false } = {}) {
    return new Locator(this, { role, name: name instanceof RegExp ? { source: name.source, flags: name.flags } : name, exact });
  }

  async screenshot({ path: file }) {
    const { data } = await this.#send('browsingContext.captureScreenshot', {});
    writeFileSync(file, Buffer.from(data, 'base64'));
  }

  isClosed() {
    return this.#closed;
  }

  /** The page and the container with all that it stored. */
  async close() {
    this.#closed = true;
    await this.#commands.send('browser.removeUserContext', { userContext: this.#userContext });
  }

  /** A reference to the element that `find` returns for `wanted`, or null. */
  async element(find, wanted) {
    const found = await this.#call(`(wanted) => (${find})(JSON.parse(wanted))`, [{ type: 'string', value: JSON.stringify(wanted) }]);
    return found.type === 'node' ? found.sharedId : null;
  }

  /** A press of the real pointer, which counts as the user's own doing. */
  async click(element) {
    await this.#send('input.performActions', {
      actions: [{
        type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' },
        actions: [
          { type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element: { sharedId: element } } },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      }],
    });
  }

  async #call(functionDeclaration, callArguments) {
    const { type, result, exceptionDetails } = await this.#send('script.callFunction', {
      functionDeclaration, arguments: callArguments, target: { context: this.#context }, awaitPromise: true, userActivation: false,
    });
    if (type === 'exception') {
      throw new Error(exceptionDetails.text);
    }
    return result;
  }

  #send(method, params) {
    return this.#commands.send(method, { ...(method === 'script.callFunction' ? {} : { context: this.#context }), ...params });
  }

  #onEvent(event, params) {
    if (event === 'network.beforeRequestSent') {
      this.#tell('request', { url: () => params.request.url });
    } else if (params.type === 'javascript' && params.level === 'error') {
      this.#tell('pageerror', new Error(params.text));
    } else if (params.type === 'console') {
      const url = params.stackTrace?.callFrames[0]?.url ?? '';
      this.#tell('console', { type: () => params.level, text: () => params.text, location: () => ({ url }) });
    }
  }

  #tell(event, argument) {
    this.#listeners[event].forEach((listener) => listener(argument));
  }
}

/** Finds an element by role and accessible name each time it is used, as Playwright's locators do. */
class Locator {
  #page;
  #wanted;

  constructor(page, wanted) {
    this.#page = page;
    this.#wanted = wanted;
  }

  first() {
    return this;
  }

  async isVisible() {
    return (await this.#find()) !== null;
  }

  async isEnabled() {
    return (await this.#find({ enabled: true })) !== null;
  }

  async waitFor({ state = 'visible', seconds = 15 } = {}) {
    const there = state === 'visible';
    await until(() => `${JSON.stringify(this.#wanted)} is ${state}`, async () => (await this.isVisible()) === there, { seconds });
  }

  /** Presses the element once it stands still and nothing lies over its middle: a toast there would take the press. */
  async click() {
    const element = await until(
      () => `${JSON.stringify(this.#wanted)} can be pressed`,
      () => this.#page.element(pressableByRole, { ...this.#wanted, enabled: true }),
      { seconds: 15 },
    );
    await this.#page.click(element);
  }

  #find(more = {}) {
    return this.#page.element(elementByRole, { ...this.#wanted, ...more });
  }
}

/**
 * Runs in the page: the element, if it is where it was when it was last looked for and a press in its middle would reach it.
 */
const pressableByRole = `(wanted) => {
  const element = (${elementByRole})(wanted);
  if (!element) {
    return null;
  }
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const before = element.lastMiddle;
  element.lastMiddle = x + ' ' + y;
  return before === element.lastMiddle && element.contains(document.elementFromPoint(x, y)) ? element : null;
}`;

/** Runs in the page. */
function elementByRole({ role, name, exact, enabled }) {
  const implied = { button: 'button', dialog: 'dialog[open]', textbox: 'input:not([type]), input[type=text], textarea' };
  const nameOf = (element) => {
    const labelled = element.getAttribute('aria-labelledby');
    const text = element.getAttribute('aria-label')
      ?? (labelled ? labelled.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ') : null)
      ?? (element.labels?.[0] ?? element).textContent;
    return text.trim().replace(/\s+/g, ' ');
  };
  const matches = (text) => {
    if (name === undefined || typeof name === 'object') {
      return name === undefined || new RegExp(name.source, name.flags).test(text);
    }
    return exact ? text === name : text.toLowerCase().includes(name.toLowerCase());
  };
  const selector = [`[role=${role}]`, ...(implied[role] ? [implied[role].replaceAll(/([^,]+)/g, '$1:not([role])')] : [])].join(', ');
  return [...document.querySelectorAll(selector)].find((element) =>
    element.checkVisibility({ visibilityProperty: true }) && matches(nameOf(element)) && !(enabled && (element.disabled || element.ariaDisabled === 'true')),
  ) ?? null;
}
