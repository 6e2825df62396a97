import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf, isAddress, isSrt, platformOf, splitAddress } from './address.ts';

test('a full address is cut before its key', () => {
  assert.deepEqual(splitAddress('rtmp://a.rtmp.youtube.com/live2/abcd-efgh', ''), {
    url: 'rtmp://a.rtmp.youtube.com/live2',
    key: 'abcd-efgh',
  });
  assert.deepEqual(splitAddress(' rtmps://live.example.org:443/app/inst/key?auth=1/2&x=3 ', ''), {
    url: 'rtmps://live.example.org:443/app/inst',
    key: 'key?auth=1/2&x=3',
  });
  assert.deepEqual(splitAddress('rtmp://live-push.bilivideo.com/live-bvc/?streamname=live_1&key=2', ''), {
    url: 'rtmp://live-push.bilivideo.com/live-bvc',
    key: '?streamname=live_1&key=2',
  });
});

test('what holds no key, or has one beside it, stays whole', () => {
  for (const url of ['rtmp://a.example/app', 'rtmp://a.example/app/', 'rtmp://a.example', 'srt://a.example:9000']) {
    assert.deepEqual(splitAddress(url, ''), { url, key: '' });
  }
  assert.deepEqual(splitAddress('rtmp://a.example/app/inst', ' k '), { url: 'rtmp://a.example/app/inst', key: 'k' });
});

test('an address of SRT keeps its options, and may have its stream id beside it', () => {
  const url = 'srt://a.example:9000?passphrase=0123456789&streamid=a/b';
  assert.deepEqual(splitAddress(url, ''), { url, key: '' });
  assert.deepEqual(splitAddress('srt://a.example:9000', '#!::r=live'), { url: 'srt://a.example:9000', key: '#!::r=live' });
  assert.ok(isAddress(url) && isSrt(` ${url.toUpperCase()}`));
  assert.ok(!isSrt('rtmp://srt.example/app'));
});

test('platforms are known by the end of the host, and not by a part of it', () => {
  assert.equal(platformOf('rtmp://live-push.bilivideo.com/live-bvc/'), 'Bilibili');
  assert.equal(platformOf('rtmps://a.rtmps.YouTube.com:443/live2'), 'YouTube');
  assert.equal(platformOf('rtmp://youtube.com.example.org/live2'), null);
  assert.equal(platformOf('rtmp://notyoutube.com/live2'), null);
  assert.equal(platformOf('rtmp://youtube.com@example.org/app'), null);
  assert.equal(platformOf(''), null);
});

test('hosts are read with ports, users and IPv6', () => {
  assert.equal(hostOf('srt://[2001:db8::1]:9000?streamid=x'), '[2001:db8::1]');
  assert.equal(hostOf('rtmp://user:pass@Live.Example.org:1935/app'), 'live.example.org');
});

test('only what can be streamed to is an address', () => {
  assert.ok(isAddress(' RTMP://a.example/app'));
  for (const text of ['', 'rtmp://', 'rtmp:///app', 'http://a.example', 'a.example/app', 'javascript:alert(1)']) {
    assert.ok(!isAddress(text), text);
  }
});
