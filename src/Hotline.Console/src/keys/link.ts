const kept = 'hotline.exercise';

/**
 * What the link that the hub printed has after `#seat=`: it shows that whoever opened it sits at the hub's machine. It
 * leaves the address line at once, and this tab alone keeps it.
 */
export function seatSecret(): string {
  const given = /^#seat=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(kept, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(kept) ?? '';
}
