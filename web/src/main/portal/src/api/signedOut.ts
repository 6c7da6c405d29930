/** Of the portal: where signing in in a tab of its own ends. */
export const SIGNED_IN_PAGE = '/signed-in';

/** Whether the server's last word was that nobody is signed in. What is typed stays, and can be sent again afterwards. */
let signedOut = false;
const listeners = new Set<() => void>();

/** What came of a request: 401 is the word, anything that was done takes it back. */
export function answered(status: number): void {
  const now = status === 401 || (signedOut && status >= 400);
  if (now !== signedOut) {
    signedOut = now;
    listeners.forEach((listener) => listener());
  }
}

export function isSignedOut(): boolean {
  return signedOut;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
