import assert from 'node:assert/strict';
import test from 'node:test';
import { durationText } from './duration.ts';
import { linkify } from './linkify.ts';
import { AVATAR_COLOURS, colourOf, initialsOf, withoutDirectionSigns } from './names.ts';

test('initials are the first letters, of Chinese names the last two characters', () => {
  assert.equal(initialsOf('Anna Schmidt'), 'AS');
  assert.equal(initialsOf('anna'), 'A');
  assert.equal(initialsOf('Maria del Carmen'), 'MC');
  assert.equal(initialsOf('王老师'), '老师');
  assert.equal(initialsOf('李明'), '李明');
  assert.equal(initialsOf('  '), '?');
});

test('a name has one colour', () => {
  assert.equal(colourOf('Anna'), colourOf('Anna'));
  for (const name of ['', 'Anna', '王老师', '😀']) {
    assert.ok(colourOf(name) >= 0 && colourOf(name) < AVATAR_COLOURS);
  }
});

test('nobody can turn the direction of a text', () => {
  assert.equal(withoutDirectionSigns('gro.elpmaxe\u202e\u2066/moc'), 'gro.elpmaxe/moc');
  assert.equal(withoutDirectionSigns('שלום 你好 👩‍🏫'), 'שלום 你好 👩‍🏫');
});

test('http and https become links, nothing else does', () => {
  assert.deepEqual(linkify('see https://example.org/a.'), [
    { text: 'see ', href: null },
    { text: 'https://example.org/a', href: 'https://example.org/a' },
    { text: '.', href: null },
  ]);
  for (const text of ['javascript:alert(1)', 'data:text/html,x', '<a href="x">', 'ftp://a', 'https://']) {
    assert.deepEqual(linkify(text), [{ text, href: null }], text);
  }
});

test('Chinese punctuation ends a link, a bracket of its own stays', () => {
  assert.equal(linkify('看https://a.cn/课件。好')[1]?.text, 'https://a.cn/课件');
  assert.equal(linkify('(https://a.org/x_(y))')[1]?.text, 'https://a.org/x_(y)');
});

test('all text survives being cut into links', () => {
  const text = 'a https://x.org, b http://y.org/?q=1! https://';
  assert.equal(
    linkify(text)
      .map((part) => part.text)
      .join(''),
    text,
  );
});

test('durations grow from minutes to hours', () => {
  assert.equal(durationText(5_000), '0:05');
  assert.equal(durationText(754_000), '12:34');
  assert.equal(durationText(3_845_000), '1:04:05');
  assert.equal(durationText(-1), '0:00');
});
