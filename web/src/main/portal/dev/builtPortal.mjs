// The built portal as the server gives it, under a strict content security policy.
import { readFileSync, existsSync } from 'node:fs';
import { extname, join } from 'node:path';

const CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'";
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Answers with a file of that folder, or with the page that shows all others. */
export function serveFile(root, request, response) {
  const path = new URL(request.url, 'http://x').pathname;
  const asked = join(root, path);
  const file = path !== '/' && existsSync(asked) ? asked : join(root, 'index.html');
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
  });
  response.end(readFileSync(file));
}
