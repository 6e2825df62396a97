/** What media travels over, in words that people know from their routers. */
export type Transport = 'UDP' | 'TCP' | 'TLS' | 'TURN' | 'TURN/TCP' | 'TURN/TLS';

/** `protocol` is how the first hop is reached: the server, or the relay before it. `null`: nothing flows yet. */
export function transportOf(path: {
  readonly candidateType: string | null;
  readonly protocol: string | null;
}): Transport | null {
  const relayed = path.candidateType === 'relay';
  switch (path.protocol?.toLowerCase()) {
    case 'udp':
      return relayed ? 'TURN' : 'UDP';
    case 'tcp':
      return relayed ? 'TURN/TCP' : 'TCP';
    case 'tls':
      return relayed ? 'TURN/TLS' : 'TLS';
    default:
      return null;
  }
}
