// What Maven calls: `node dev/maven.mjs build` and `node dev/maven.mjs check`. Each step runs only when what it reads has
// changed since it last succeeded; a stamp under ear/portal/target (or node_modules) keeps the hash of that.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const portal = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(portal, '..', '..', '..', '..', 'ear', 'portal', 'target');
const settings = [
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
  'index.html',
];
const lintSettings = ['eslint.config.js', '.prettierrc.json', '.prettierignore'];

function filesUnder(folder) {
  return readdirSync(join(portal, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function hashOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...files].sort()) {
    hash.update(file.slice(portal.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function once(what, stamp, product, hash, step) {
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return;
  }
  console.log(`portal: ${what}`);
  step();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function npm(...words) {
  try {
    execFileSync('npm', words, { cwd: portal, stdio: 'inherit' });
  } catch (error) {
    console.error(
      error.code === 'ENOENT'
        ? 'portal: npm was not found; install Node.js 20.19 or newer.'
        : `portal: npm ${words.join(' ')} failed.`,
    );
    process.exit(1);
  }
}

const settingFiles = settings.map((name) => join(portal, name));
const sources = [...settingFiles, ...filesUnder('src'), ...filesUnder('public')];
const modules = join(portal, 'node_modules');

once(
  'npm ci',
  join(modules, '.meterline-lock'),
  join(modules, '.package-lock.json'),
  hashOf([join(portal, 'package-lock.json')]),
  () => npm('ci', '--no-audit', '--no-fund'),
);
if (process.argv[2] === 'check') {
  const stamp = join(target, 'portal-check.stamp');
  const checked = [...sources, ...lintSettings.map((name) => join(portal, name))];
  const hash = hashOf([...checked, ...filesUnder('dev')]);
  once('types, linter, format, tests', stamp, stamp, hash, () => npm('run', '--silent', 'check'));
} else {
  const page = join(target, 'portal', 'index.html');
  once('build', join(target, 'portal.stamp'), page, hashOf(sources), () =>
    npm('run', '--silent', 'build', '--', '--logLevel', 'warn'),
  );
}
