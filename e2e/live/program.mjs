// A room's program as an operator has it: by the REST interface.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { until } from '../lib/conditions.mjs';
import { faces } from '../lib/media.mjs';
import { needFfmpeg, publish } from '../foreign/ffmpeg.mjs';

export const adminToken = 'the admin token of the suite';

/** A flash and a beep of so many seconds begin each publisher's every so many. */
export const FLASH = 0.2;
export const PERIOD = 2;

export const FPS = 30;

/** What a worker tells, twice a second, is known to everybody after so long. */
export const TOLD_MS = 1_000;

const rate = 25;

/** A publisher of one face: its colour with a white flash, and its tone, which begins with the flash. */
export function publisher(server, room, face, token) {
  needFfmpeg();
  const { colour, tone } = faces[face];
  const flash = `lt(mod(t\\,${PERIOD})\\,${FLASH})`;
  return publish({
    url: `${server.url}/whip/${encodeURIComponent(room)}`,
    token,
    log: `live-publisher-${face}.log`,
    picture: `color=c=${colour.replace('#', '0x')}:size=320x180:rate=${rate},drawbox=c=white:t=fill:enable='${flash}'`,
    sound: `aevalsrc=0.3*sin(2*PI*${tone}*t)*${flash}:sample_rate=48000`,
    bitrate: '300k',
    keyframes: rate,
  });
}

export class Program {
  constructor(server, room) {
    Object.assign(this, { server, room, path: `/api/rooms/${encodeURIComponent(room)}/program` });
  }

  /** The answer's body; fails when it is refused. */
  async ask(method, path, body) {
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminToken}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return text && JSON.parse(text);
  }

  start(body = {}) {
    return this.ask('PUT', this.path, body);
  }

  change(body) {
    return this.ask('PATCH', this.path, body);
  }

  state() {
    return this.ask('GET', this.path);
  }

  async stop() {
    await this.ask('DELETE', this.path);
    await until('the program is gone', async () => (await this.state().catch(() => ({ state: 'none' }))).state === 'none', { seconds: 15 });
  }

  /** Adds a channel; its id. */
  async addDestination(name, { url, key }) {
    return (await this.ask('POST', `${this.path}/destinations`, { name, url, key })).id;
  }

  /** Says that somebody sees the program there. */
  async confirm(id) {
    await this.ask('PATCH', `${this.path}/destinations/${id}`, { confirmed: true });
  }

  async destination(id) {
    return (await this.state()).destinations.find((one) => one.id === id);
  }

  async reaches(id, state, seconds = 20) {
    let last;
    return until(() => `destination ${id} is ${state}; last seen ${JSON.stringify(last)}`, async () => {
      last = await this.destination(id);
      return last.state === state && last;
    }, { seconds, every: 100 });
  }

  /** Waits until its worker, slow as all that is new, leaves no picture out any more; how many it has left out so far. */
  async keepsUp() {
    let before;
    const { skipped } = await until(() => `pictures are left out no longer; ${before} were so far`, async () => {
      const skipped = await this.skipped();
      const same = skipped === before;
      before = skipped;
      return same && { skipped };
    }, { seconds: 30, every: TOLD_MS });
    return skipped;
  }

  /** How many pictures the machine was too slow for, as was told last. */
  async skipped() {
    return (await this.state()).output.skippedPictures;
  }

  async recordings() {
    return (await this.ask('GET', '/api/recordings')).recordings;
  }

  /** The whole file. */
  async download(id, name) {
    const answer = await fetch(`${this.server.url}/api/recordings/${encodeURIComponent(id)}/${name}`, { headers: { Authorization: `Bearer ${adminToken}` } });
    if (!answer.ok) {
      throw new Error(`${id}/${name}: ${answer.status}`);
    }
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Where it can be watched, absolute. */
  async watch() {
    return until('it can be watched', async () => {
      const { watch } = await this.state();
      return watch && `${this.server.url}${watch}`;
    });
  }

  /** The worker's process, of the only program that runs. */
  worker() {
    const found = workersOf(this.server);
    if (found.length !== 1) {
      throw new Error(`workers of this server: ${found}`);
    }
    return found[0];
  }
}

const read = (path) => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // it ended meanwhile
  }
};

/** What a process has taken of a processor so far; Linux counts it in hundredths. */
export function cpuSeconds(pid) {
  const [user, system] = read(`/proc/${pid}/stat`).split(') ')[1].split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

/** The processes of all workers of a server. */
export const workersOf = (server) => workers().filter((pid) => isBelow(pid, server.pid()));

const workers = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/cmdline`).includes('.egress.worker.WorkerMain'));

function isBelow(pid, ancestor) {
  for (let at = pid; at && at !== '0'; at = /\nPPid:\t(\d+)/.exec(read(`/proc/${at}/status`))?.[1]) {
    if (Number(at) === ancestor) {
      return true;
    }
  }
  return false;
}

/** Ends a process as a fault in native code does. */
export const crash = (pid) => execFileSync('kill', ['-SEGV', pid]);
