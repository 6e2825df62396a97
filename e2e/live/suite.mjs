// A meeting goes out: to channels, to viewers, into a file.

import { after, afterEach, before, beforeEach, describe } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';
import { freeTcpPort, startServer } from '../lib/server.mjs';
import { keyId, secret, token } from '../lib/tokens.mjs';
import { browsers, channels } from './channels.mjs';
import { producing } from './console.mjs';
import { listener } from './listener.mjs';
import { passthrough } from './passthrough.mjs';
import { people } from './people.mjs';
import { adminToken, Program, publisher } from './program.mjs';
import { srt } from './srt.mjs';
import { makeAuthority, tls } from './tls.mjs';
import { trouble } from './trouble.mjs';
import { viewers } from './viewers.mjs';

/** The server of this suite, and rooms in it in which somebody is. */
const studio = {
  publishers: new Set(),

  /** Tests that run now. */
  running: 0,

  /** A program of a room in which these faces publish. */
  async program(room, faces) {
    faces.forEach((face) => studio.publish(room, face));
    return studio.begun(room, faces.length);
  },

  /** One more publisher; its process. */
  publish(room, face) {
    const child = publisher(studio.server, room, face, token({ room, identity: face, name: face }));
    studio.publishers.add(child);
    return child;
  },

  /** A program of a room in which so many are, or will soon be. */
  async begun(room, people) {
    const program = new Program(studio.server, room);
    await until('everybody is there', async () => {
      const { rooms } = await program.ask('GET', '/api/rooms');
      return rooms.find((one) => one.name === room)?.participants === people;
    }, { seconds: 30 });
    await program.start();
    await until('everybody is in the program', async () => {
      const { state, output } = await program.state();
      return state === 'running' && output?.people === people;
    }, { seconds: 30 });
    return program;
  },
};

describe('live', { concurrency: 1 }, () => {
  before(async () => {
    studio.rtmpPort = await freeTcpPort();
    studio.authority = makeAuthority();
    studio.server = await startServer({
      name: 'live',
      environment: {
        SLUICE_AUTH_KEYS: `${keyId}:${secret}`,
        SLUICE_AUTH_ADMIN_TOKEN: adminToken,
        SLUICE_EGRESS_ENABLED: 'true',
        SLUICE_EGRESS_ALLOWED_NETWORKS: '127.0.0.0/8',
        SLUICE_EGRESS_RTMP_PORT: String(studio.rtmpPort),
        SLUICE_EGRESS_MAX_CPU_PERCENT: '100',
        SLUICE_JAVA_OPTS: `-XX:+UseZGC -Djavax.net.ssl.trustStore=${studio.authority.trusted}`,
      },
    });
  });
  beforeEach(() => {
    studio.running++;
  });
  afterEach(async () => {
    if (--studio.running > 0) {
      return; // who is still there may be another test's
    }
    await Participant.closeAll();
    studio.publishers.forEach((child) => child.kill('SIGKILL'));
    studio.publishers.clear();
  });
  after(async () => {
    await closeBrowsers();
    await studio.server.stop();
    studio.authority.forget();
  });

  // Without browsers, and mostly waiting: a program of three takes a fifth of a processor.
  describe('side by side', { concurrency: 2 }, () => {
    channels(studio);
    describe('beside the channels', { concurrency: 1 }, () => {
      srt(studio);
      listener(studio);
    });
  });
  browsers(studio);
  producing(studio);
  people(studio);
  viewers(studio);
  passthrough(studio);
  trouble(studio);
  tls(studio);
});
