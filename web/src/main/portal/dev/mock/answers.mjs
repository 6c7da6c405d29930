// What the mock answers: a status and a body.
export function page(items, query) {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const next = from + limit < items.length ? String(from + limit) : null;
  return [200, { items: items.slice(from, from + limit), next }];
}

export function problem(status, type, title, detail, rest = {}) {
  const url = `https://meterline.org/problems/${type}`;
  return [status, { type: url, title, status, detail, retry: status >= 500, ...rest }];
}

export const missing = () => problem(404, 'not-found', 'Not found', 'There is no such thing here.');
export const one = (list, wanted) => {
  const found = list.find((each) => each.id === wanted);
  return found ? [200, found] : missing();
};
