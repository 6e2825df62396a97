import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ClientRequest, ProgramInfo, Scene } from '../signaling/messages.ts';
import { Program } from './Program.ts';

const NO_RIGHTS = { publish: [], subscribe: true, chat: true, roomAdmin: true, goLive: false, record: false };
const SCENE: Scene = { layout: 'grid', names: true, title: '', logo: null, slate: 'none', slateText: '', muted: false };

let asked: ClientRequest[];
let told: string[];
let program: Program;

beforeEach(() => {
  asked = [];
  told = [];
  program = new Program((request) => Promise.resolve(asked.push(request)));
  program.on('lamps', ({ recording, live }) => told.push(`lamps ${recording} ${live}`));
  program.on('changed', (info) => told.push(info === null ? 'nothing' : info.state));
});

function info(state: ProgramInfo['state']): ProgramInfo {
  return {
    ...{ state, cause: 'none',
    reason: '', live: false, passthrough: false, scene: SCENE, destinations: [], output: null, watch: null,
    recordings: null },
    video: { width: 1280, height: 720, framesPerSecond: 30, bitrateBps: 2_500_000 },
    recording: { state: 'off', id: '', bytes: 0, millis: 0, problem: 'none', words: '' },
  };
}

test('each wish is one request', async () => {
  await program.claim('secret');
  await program.start();
  await program.start({ scene: SCENE });
  await program.show(SCENE);
  await program.goLive();
  await program.addDestination({ name: 'Bilibili', url: 'rtmp://live.example.org/app', key: 'k' });
  await program.changeDestination('k3f9', { confirmed: true });
  await program.removeDestination('k3f9');
  await program.startRecording();
  await program.stopRecording();
  await program.endLive();
  await program.stop();
  assert.deepEqual(asked, [
    { type: 'claimProducer', adminToken: 'secret' },
    { type: 'startProgram' },
    { type: 'startProgram', scene: SCENE },
    { type: 'showProgram', scene: SCENE },
    { type: 'goLive' },
    { type: 'addDestination', name: 'Bilibili', url: 'rtmp://live.example.org/app', key: 'k' },
    { type: 'changeDestination', destination: 'k3f9', confirmed: true },
    { type: 'removeDestination', destination: 'k3f9' },
    { type: 'startRecording' },
    { type: 'stopRecording' },
    { type: 'endLive' },
    { type: 'stopProgram' },
  ]);
});

test('lamps are told when they change, and only then', () => {
  program.setLamps({ recording: false, live: 'off' });
  program.setLamps({ recording: true, live: 'off' });
  program.setLamps({ recording: true, live: 'off' });
  program.setLamps({ recording: true, live: 'sending' });
  assert.deepEqual(told, ['lamps true off', 'lamps true sending']);
  assert.deepEqual(program.lamps, { recording: true, live: 'sending' });
});

test('a lamp keeps nothing of the message that brought it', () => {
  const message = { type: 'lamps', event: 3, recording: true, live: 'off' } as const;
  program.setLamps(message);
  assert.deepEqual(program.lamps, { recording: true, live: 'off' });
});

test('whoever loses the rights forgets the program, whoever may record keeps it', () => {
  program.setInfo(info('running'));
  program.onRights({ ...NO_RIGHTS, record: true });
  assert.equal(program.info?.state, 'running');
  program.onRights(NO_RIGHTS);
  program.onRights(NO_RIGHTS);
  assert.equal(program.info, null);
  assert.deepEqual(told, ['running', 'nothing']);
});

test('after the meeting nothing is on', () => {
  program.setLamps({ recording: true, live: 'confirmed' });
  program.setInfo(info('running'));
  program.clear();
  assert.deepEqual(told, ['lamps true confirmed', 'running', 'lamps false off', 'nothing']);
});
