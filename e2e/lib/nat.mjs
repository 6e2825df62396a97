// A server behind a NAT that nobody configured for media: two network namespaces, the server's and its router's. Only the
// pages' port is forwarded. Outside is this machine. Needs root, and nftables.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NFT = '/usr/sbin/nft';
/** Tells the namespaces and links of one run from those of another; a link's name has 15 characters at most. */
const tag = `snat${process.pid}`;

const ip = (...parameters) => execFileSync('ip', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Why there can be no NAT here, or false. */
export function noNat() {
  if (!existsSync(NFT)) {
    return 'needs nftables';
  }
  try {
    ip('netns', 'add', tag);
    ip('netns', 'del', tag);
    return false;
  } catch {
    return 'needs the right to make network namespaces';
  }
}

/**
 * `within` starts a program behind the NAT, where it has the address `inside`; `outside` is the router's address here, at
 * which it forwards the TCP port `port`, and `gateway` is ours as the router sees us.
 */
export function openNat({ port }) {
  const [server, router] = [`${tag}-server`, `${tag}-router`];
  const net = `10.213.${process.pid % 250}`;
  const nat = { within: ['ip', 'netns', 'exec', server], inside: `${net}.2`, outside: `${net}.130`, gateway: `${net}.129`, close };
  try {
    ip('netns', 'add', server);
    ip('netns', 'add', router);
    ip('link', 'add', `${tag}s`, 'netns', server, 'type', 'veth', 'peer', 'name', 'inner', 'netns', router);
    ip('link', 'add', `${tag}h`, 'type', 'veth', 'peer', 'name', 'outer', 'netns', router);
    address(server, `${tag}s`, `${nat.inside}/30`);
    address(router, 'inner', `${net}.1/30`);
    address(router, 'outer', `${nat.outside}/30`);
    // No address that comes by itself a second later: browsers break off what they load when their network changes.
    ip('link', 'set', `${tag}h`, 'addrgenmode', 'none');
    ip('addr', 'add', `${nat.gateway}/30`, 'dev', `${tag}h`);
    ip('link', 'set', `${tag}h`, 'up');
    ip('-n', server, 'link', 'set', 'lo', 'up');
    ip('-n', server, 'route', 'add', 'default', 'via', `${net}.1`);
    ip('netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    // What comes in from outside and answers nothing is not for the server.
    execFileSync('ip', ['netns', 'exec', router, NFT, '-f', '-'], {
      input: [
        'table ip nat {',
        '  chain forwarded { type nat hook prerouting priority -100;',
        `    iifname "outer" tcp dport ${port} dnat to ${nat.inside}`,
        '  }',
        '  chain masked { type nat hook postrouting priority 100;',
        '    oifname "outer" masquerade',
        '  }',
        '  chain filtered { type filter hook forward priority 0; policy drop;',
        '    iifname "inner" accept',
        '    ct state established,related accept',
        `    iifname "outer" tcp dport ${port} accept`,
        '  }',
        '}',
        '',
      ].join('\n'),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    return nat;
  } catch (error) {
    close();
    throw error;
  }

  function address(namespace, link, value) {
    ip('-n', namespace, 'addr', 'add', value, 'dev', link);
    ip('-n', namespace, 'link', 'set', link, 'up');
  }

  /** The links go with the namespaces. */
  function close() {
    for (const namespace of [server, router]) {
      try {
        ip('netns', 'del', namespace);
      } catch {
        // it never came to be
      }
    }
  }
}
