import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTimers } from '../../test/FakeTimers.ts';
import { Emitter } from './Emitter.ts';
import { Serial } from './Serial.ts';
import { every } from './Timers.ts';

test('listeners hear until they stop', () => {
  const emitter = new Emitter<{ said: [word: string] }>();
  const heard: string[] = [];
  const stop = emitter.on('said', (word) => heard.push(word));
  emitter.once('said', (word) => heard.push(`${word} once`));
  emitter.emit('said', 'a');
  emitter.emit('said', 'b');
  stop();
  emitter.emit('said', 'c');
  assert.deepEqual(heard, ['a', 'a once', 'b']);
});

test('tasks run one after the other, also after a failure', async () => {
  const serial = new Serial();
  const log: string[] = [];
  const task = (name: string, fails = false) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    if (fails) {
      throw new Error(name);
    }
    return name;
  };
  const first = serial.run(task('a', true));
  const second = serial.run(task('b'));
  await assert.rejects(first, /a/);
  assert.equal(await second, 'b');
  assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('repeats until stopped', async () => {
  const timers = new FakeTimers();
  let count = 0;
  const stop = every(timers, 100, () => count++);
  await timers.advance(350);
  stop();
  await timers.advance(1_000);
  assert.equal(count, 3);
});
