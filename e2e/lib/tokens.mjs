// Access tokens as another system would make them: JWT HS256, claims as docs/protocol.md says.

import { createHmac } from 'node:crypto';

export const keyId = 'e2e';
export const secret = 'a key of the end-to-end tests that is longer than 32 bytes';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function token({ room, identity, name = identity, seconds = 600, ...video }) {
  const now = Math.floor(Date.now() / 1000);
  const head = part({ alg: 'HS256', typ: 'JWT', kid: keyId });
  const body = part({ sub: identity, name, iat: now, nbf: now - 5, exp: now + seconds, video: { room, roomJoin: true, ...video } });
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}
