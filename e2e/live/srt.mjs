import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { missing, probe } from '../lib/decoded.mjs';
import { startSrt } from '../lib/srt.mjs';
import { FPS, TOLD_MS, workersOf } from './program.mjs';

const PASSPHRASE = 'open sesame & more';
const STREAM_ID = '#!::r=live/stage,m=publish';

export function srt(studio) {
  test('a lesson goes out by SRT to two, encrypted; one is gone and back, the other goes on, and nobody hears of the passphrase', { timeout: 150_000 }, async (t) => {
    const channel = await startSrt({ passphrase: PASSPHRASE });
    const steady = await startSrt({ passphrase: PASSPHRASE });
    try {
      const program = await studio.program('srt', ['red', 'green']);
      const id = await program.addDestination('Stage', { url: channel.url, key: STREAM_ID });
      const other = await program.addDestination('Archive', { url: steady.url, key: '' });
      const skippedBefore = await program.keepsUp();
      await program.change({ live: true });
      await program.reaches(id, 'sending');
      await program.reaches(other, 'sending');
      await refusesAddresses(program);
      await letRun(8);
      await channel.kill();
      const lost = await program.reaches(id, 'retrying', 15);
      assert.equal(lost.words, 'the connection is lost');
      channel.start();
      await program.reaches(id, 'sending', 30);
      await letRun(4);

      const shown = await program.destination(id);
      assert.equal(shown.url, `srt://127.0.0.1:${channel.port}?••••`);
      assert.equal(shown.key, '••••lish');
      const processes = workersOf(studio.server).flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
      assert.ok(processes.length > 0);
      const asked = performance.now();
      const skipped = (await program.skipped()) - skippedBefore;
      const said = [JSON.stringify(await program.state()), ...processes.map((file) => readFileSync(file, 'latin1'))];
      await program.stop();
      const untold = (performance.now() - asked + TOLD_MS) / 1000;
      await channel.written();
      await steady.written();
      said.push(readFileSync(studio.server.log, 'utf8'));
      for (const secret of [PASSPHRASE, encodeURIComponent(PASSPHRASE), 'live/stage']) {
        assert.ok(said.every((text) => !text.includes(secret)), `${secret} is told`);
      }
      assert.ok(!said.at(-1).includes('SIGSEGV'), 'the worker ended in peace');

      let absent = 0;
      for (const [i, file] of channel.records().entries()) {
        const sent = probe(file);
        assert.deepEqual(sent.streams.map((one) => one.codec_name).sort(), ['aac', 'h264']);
        assert.ok(sent.pictures[0].keyframe);
        for (const track of [sent.pictures, sent.sounds]) {
          assert.ok(track.every((packet, n) => n === 0 || packet.dts > track[n - 1].dts), 'time goes on');
        }
        const seconds = sent.pictures.at(-1).pts - sent.pictures[0].pts;
        absent += missing(sent.pictures.filter(({ pts }) => pts < sent.pictures.at(-1).pts - untold), FPS);
        t.diagnostic(`connection ${i}: ${sent.pictures.length} pictures, ${sent.sounds.length} sounds in ${seconds.toFixed(1)} s`);
        assert.ok(seconds > 5, `${seconds} s`);
      }
      t.diagnostic(`${absent} pictures are missing of ${skipped} told`);
      assert.ok(absent <= skipped, `${absent} pictures are missing, of ${skipped} the machine was too slow for`);
      assert.equal(channel.records().length, 2);
      const whole = probe(steady.records().at(-1));
      const seconds = whole.pictures.at(-1).pts - whole.pictures[0].pts;
      t.diagnostic(`the other: ${seconds.toFixed(1)} s, ${missing(whole.pictures, FPS)} pictures missing`);
      assert.ok(seconds > 15, `the other has ${seconds} s: whoever listens takes one connection`);
    } finally {
      await channel.stop();
      await steady.stop();
    }
  });

  test('a wrong passphrase of SRT is rejected and never called live', { timeout: 90_000 }, async () => {
    const channel = await startSrt({ passphrase: PASSPHRASE });
    try {
      const program = await studio.program('srt-wrong', ['red']);
      const id = await program.addDestination('Wrong', { url: channel.url.replace('sesame', 'simsim'), key: '' });
      await program.change({ live: true });
      const seen = new Set();
      const rejected = await until(() => `it is rejected; seen: ${[...seen]}`, async () => {
        const now = await program.destination(id);
        seen.add(now.state);
        return now.state === 'rejected' && now;
      }, { seconds: 30, every: 50 });
      assert.ok(!seen.has('sending'), [...seen].join());
      assert.match(rejected.words, /passphrase/);
      assert.equal(channel.received(), 0);
      await program.stop();
    } finally {
      await channel.stop();
    }
  });
}

/** What SRT cannot be asked for is refused when it is entered. */
async function refusesAddresses(program) {
  for (const url of ['srt://10.1.2.3:9000', 'srt://127.0.0.1', 'srt://127.0.0.1:9000?mode=listener', 'srt://127.0.0.1:9000?passphrase=short', 'srt://127.0.0.1:9000?linger=9']) {
    await assert.rejects(program.addDestination('Bad', { url, key: 'k' }), /bad_destination/, url);
  }
}
