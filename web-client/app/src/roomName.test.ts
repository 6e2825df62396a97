import assert from 'node:assert/strict';
import test from 'node:test';
import { checkRoomName, parseRoomInput, randomRoomName } from './roomName.ts';

const name = (input: string) => {
  const result = parseRoomInput(input, 'meet.example.org');
  return result.ok ? result.name : `! ${result.problem}`;
};

test('letters of any script, digits, hyphen and underscore make a name', () => {
  for (const good of ['math-3', '高一3班-数学', 'a', 'x_y', 'ñandú', '物理', 'zażółć', 'हिन्दी']) {
    assert.deepEqual(checkRoomName(good), { ok: true, name: good.normalize('NFC').toLowerCase() });
  }
});

test('one name has one spelling', () => {
  assert.equal(name('  Math-3 '), 'math-3');
  assert.equal(name('e\u0301cole'), 'école');
});

test('what is not part of a name is refused', () => {
  for (const bad of ['a/b', 'a.b', 'a?b', 'a<b>', 'a\u202eb', '😀', 'a%2fb']) {
    assert.deepEqual(checkRoomName(bad), { ok: false, problem: 'characters' }, bad);
  }
  assert.equal(name(''), '! empty');
  assert.equal(name('live'), '! reserved');
  assert.equal(name('API'), '! reserved');
});

test('the length counts characters, not code units', () => {
  assert.equal(checkRoomName('𠮷'.repeat(64)).ok, true);
  assert.deepEqual(checkRoomName('𠮷'.repeat(65)), { ok: false, problem: 'tooLong' });
});

test('a link of this site becomes its room', () => {
  assert.equal(name('https://meet.example.org/r/math-3?name=x#t=secret'), 'math-3');
  assert.equal(name('http://MEET.example.org/r/%E6%95%B0%E5%AD%A6'), '数学');
  assert.equal(name('meet.example.org/r/math-3'), 'math-3');
  assert.equal(name('/r/math-3'), 'math-3');
});

test('a link elsewhere is not followed', () => {
  assert.equal(name('https://evil.example/r/math-3'), '! foreignLink');
  assert.equal(name('https://evil.example/'), '! foreignLink');
  assert.equal(name('evil.example/r/math-3'), '! foreignLink');
});

test('spaces in a typed name become hyphens', () => {
  assert.equal(name('Physics class 3'), 'physics-class-3');
});

test('a random name has the form abc-defg-hij and is a valid name', () => {
  for (let i = 0; i < 200; i++) {
    const random = randomRoomName();
    assert.match(random, /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    assert.equal(checkRoomName(random).ok, true);
  }
});
