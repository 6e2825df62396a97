import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { locale } from '../../i18n/index.ts';
import { destinationReason, programFailure, recordingProblem, refusalReason } from './reasons.ts';

afterEach(() => {
  locale.value = 'en';
});

const url = 'rtmps://live.example/app';

test('what the server knows is said in the language of the reader', () => {
  locale.value = 'zh-CN';
  assert.equal(destinationReason({ url, reason: 'lost', words: 'the connection is lost' }), '连接已断开。');
  assert.equal(
    destinationReason({ url, reason: 'certificate', words: 'the certificate is not trusted for live.example' }),
    'live.example 的证书不受信任，因此没有推流。',
  );
  const detail = { reason: 'processors', values: { needed: 52, others: 3, used: 155, meetings: 20, most: 160 } };
  assert.match(refusalReason({ detail, words: 'The program needs …' }), /52%；.*155%.*20%.*160%/);
  assert.equal(
    recordingProblem({ state: 'failed', id: 'r', bytes: 0, millis: 0, problem: 'disk_full', words: 'the disk is full' }),
    '磁盘已满。',
  );
  assert.equal(programFailure({ cause: 'not_entered', reason: 'The room could not be entered.' }), '无法进入会议室。');
});

test('what the platform said is quoted, in its own words', () => {
  const said = { url, reason: 'server_said', words: 'Stream key not found' };
  assert.equal(destinationReason(said), 'The platform says: “Stream key not found”');
  locale.value = 'zh-CN';
  assert.equal(destinationReason(said), '平台提示：“Stream key not found”');
});

test('a reason of a newer server is said as the server says it', () => {
  assert.equal(destinationReason({ url, reason: 'full_moon', words: 'the moon is full' }), 'the moon is full');
  assert.equal(destinationReason({ url, reason: 'toString', words: 'odd' }), 'odd');
  assert.equal(refusalReason({ detail: { reason: 'full_moon', values: {} }, words: 'No.' }), 'No.');
  assert.equal(refusalReason({ detail: null, words: 'No.' }), 'No.');
  assert.equal(destinationReason({ url, reason: 'none', words: '' }), '');
});
