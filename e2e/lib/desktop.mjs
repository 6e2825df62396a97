// What Firefox expects of a desktop and this machine lacks: a screen to share and a device to play sound on. For both it
// has no fake, and without the second a page's AudioContext never runs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './conditions.mjs';

export class Screen {
  static async start() {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x720x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const [number] = await Promise.race([once(child.stdio[3], 'data'), missing(child, 'Xvfb', 'xvfb')]);
    return new Screen(child, { DISPLAY: `:${String(number).trim()}` });
  }

  constructor(child, environment) {
    this.child = child;
    this.environment = environment;
  }

  stop() {
    return ended(this.child);
  }
}

/** A sound server whose only device plays into nothing, at the speed of a real one. */
export class Sound {
  static async start() {
    const home = mkdtempSync(path.join(os.tmpdir(), 'sluice-sound-'));
    const socket = path.join(home, 'socket');
    const modules = ['module-null-sink', `module-native-protocol-unix socket=${socket} auth-anonymous=1`];
    const child = spawn('pulseaudio', ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules.flatMap((module) => ['-L', module])], {
      stdio: 'ignore',
      env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home },
    });
    await Promise.race([until('the sound server listens', () => existsSync(socket)), missing(child, 'pulseaudio', 'pulseaudio')]);
    return new Sound(child, home, { PULSE_SERVER: `unix:${socket}` });
  }

  constructor(child, home, environment) {
    this.child = child;
    this.home = home;
    this.environment = environment;
  }

  async stop() {
    await ended(this.child);
    rmSync(this.home, { recursive: true, force: true });
  }
}

async function missing(child, program, debianPackage) {
  const [error] = await once(child, 'error');
  throw new Error(`${program} does not start (${error.code}). Install the package ${debianPackage}.`);
}

async function ended(child) {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
