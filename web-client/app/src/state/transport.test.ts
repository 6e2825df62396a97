import assert from 'node:assert/strict';
import test from 'node:test';
import { transportOf } from './transport.ts';

const of = (candidateType: string | null, protocol: string | null) => transportOf({ candidateType, protocol });

test('a direct path is named by its protocol', () => {
  assert.equal(of('host', 'udp'), 'UDP');
  assert.equal(of('prflx', 'tcp'), 'TCP');
});

test('a path over a relay says so, and how the relay is reached', () => {
  assert.equal(of('relay', 'udp'), 'TURN');
  assert.equal(of('relay', 'tcp'), 'TURN/TCP');
  assert.equal(of('relay', 'tls'), 'TURN/TLS');
});

test('what is not known has no name', () => {
  assert.equal(of(null, null), null);
  assert.equal(of('host', 'quic'), null);
});
