/** How an exact cost becomes an amount, once for each charge. */
export const ROUNDINGS: Readonly<Record<string, string>> = {
  HALF_UP: 'To the nearest, a half up',
  HALF_EVEN: 'To the nearest, a half to the even digit',
  UP: 'Up',
  DOWN: 'Down',
};
