/** A secret comes in the fragment, which no server log sees, and does not stay in the address. */
export function takeSecretFromAddress(): string | null {
  const found = new URLSearchParams(location.hash.slice(1)).get('t');
  if (found !== null) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  return found;
}
