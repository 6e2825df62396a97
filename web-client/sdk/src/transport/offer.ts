/** What we change in an offer and read from it; the rest of SDP is the browser's and the server's business. */

/**
 * Asks for retransmission of Opus (RFC 4585 `nack`), which browsers support but do not offer by themselves. The text
 * goes to the server only: the browser takes up what the answer says.
 */
export function withOpusNack(sdp: string): string {
  return sectionsOf(sdp)
    .map((section) => {
      const opus = section.startsWith('m=audio') ? /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(section)?.[1] : undefined;
      if (opus === undefined || section.includes(`a=rtcp-fb:${opus} nack\r\n`)) {
        return section;
      }
      return section.replace(new RegExp(`^a=rtpmap:${opus} .*\r\n`, 'm'), (line) => `${line}a=rtcp-fb:${opus} nack\r\n`);
    })
    .join('');
}

/** Whether who wrote this waits for checks and sends none (RFC 8445 §2.5). */
export function isLite(sdp: string): boolean {
  return /^a=ice-lite\r?$/m.test(sdp);
}

/** The mids in the order of the m-lines. */
export function midsOf(sdp: string): string[] {
  return sectionsOf(sdp).flatMap((section) => /^a=mid:(\S+)/m.exec(section)?.[1] ?? []);
}

/** The session part, then each media section, line ends included. */
function sectionsOf(sdp: string): string[] {
  return sdp.split(/^(?=m=)/m);
}
