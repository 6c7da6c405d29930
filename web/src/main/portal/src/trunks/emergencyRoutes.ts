import type { EmergencyRoute } from '../api/trunkShapes';

const ROUTE = /^([A-Z]{2})(?:\s+([0-9]{1,4}))?((?:\s+[0-9]{2,6}=[+]?[0-9*#]{1,20})*)$/;
const USUAL_PREFERENCE = 100;

/** As they are typed: `DE 10 112=+4930112 110=+4930110; GB 20`. */
export function routesInText(routes: readonly EmergencyRoute[]): string {
  return routes
    .map(({ country, preference, numbers }) =>
      [
        country,
        String(preference),
        ...Object.entries(numbers).map(([dialled, sent]) => `${dialled}=${sent}`),
      ].join(' '),
    )
    .join('; ');
}

/** What was typed; null when it cannot be read. */
export function routesIn(text: string): readonly EmergencyRoute[] | null {
  const routes: EmergencyRoute[] = [];
  for (const part of text.split(';').map((each) => each.trim())) {
    if (part === '') {
      continue;
    }
    const [, country, preference, numbers] = ROUTE.exec(part) ?? [];
    if (country === undefined || routes.some((route) => route.country === country)) {
      return null;
    }
    routes.push({
      country,
      preference: preference === undefined ? USUAL_PREFERENCE : Number(preference),
      numbers: Object.fromEntries(
        (numbers ?? '')
          .split(/\s+/)
          .filter((pair) => pair !== '')
          .map((pair) => pair.split('=') as [string, string]),
      ),
    });
  }
  return routes;
}
